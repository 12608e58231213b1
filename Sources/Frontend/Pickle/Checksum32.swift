/// CRC-32 as in zip archives: polynomial 0xEDB88320, reflected, started and ended with all ones.
///
/// Eight bytes are folded per step, with one table for each (Kounavis and Berry 2005, "slicing-by-8").
struct Checksum32 {
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 8 * 256)
    for index in 0..<256 {
      tables[index] = (0..<8).reduce(UInt32(index)) { value, _ in
        value & 1 == 0 ? value >> 1 : value >> 1 ^ 0xEDB8_8320
      }
    }
    for index in 256..<8 * 256 {
      let before = tables[index - 256]
      tables[index] = before >> 8 ^ tables[Int(before & 0xFF)]
    }
    return tables
  }()

  private var state = UInt32.max

  /// The checksum of all bytes so far.
  var value: UInt32 { ~state }

  /// Takes in `bytes`.
  mutating func update(_ bytes: UnsafeRawBufferPointer) {
    var state = state
    Self.tables.withUnsafeBufferPointer { tables in
      var position = 0
      while bytes.count - position >= 8 {
        let word =
          UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self))
          ^ UInt64(state)
        state = 0
        for byte in 0..<8 {
          state ^= tables[(7 - byte) << 8 | Int(truncatingIfNeeded: word >> (8 * byte) & 0xFF)]
        }
        position += 8
      }
      for byte in bytes[position...] {
        state = state >> 8 ^ tables[Int(UInt8(truncatingIfNeeded: state) ^ byte)]
      }
    }
    self.state = state
  }
}

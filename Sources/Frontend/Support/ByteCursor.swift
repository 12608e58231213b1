/// Reads little-endian integers from bytes, forward; every read is checked against the end.
struct ByteCursor {
  let bytes: [UInt8]
  /// The next byte to read.
  private(set) var position: Int

  init(_ bytes: [UInt8], at position: Int = 0) {
    self.bytes = bytes
    self.position = position
  }

  /// Bytes that are left.
  var rest: Int { bytes.count - position }

  /// The next `count` bytes; nil if there are fewer.
  mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= rest else { return nil }
    defer { position += count }
    return bytes[position..<position + count]
  }

  /// The next integer of type `Integer`; nil at the end.
  mutating func next<Integer: FixedWidthInteger>(_: Integer.Type) -> Integer? {
    guard let slice = take(MemoryLayout<Integer>.size) else { return nil }
    return slice.reversed().reduce(Integer(0)) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
  }

  /// The bytes up to the next line feed, which is stepped over; nil if none is left.
  mutating func line() -> ArraySlice<UInt8>? {
    guard let end = bytes[position...].firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    defer { position = end + 1 }
    return bytes[position..<end]
  }
}

/// The runtime's hash tables: open addressing with linear probing, each slot holding an index + 1, or 0.
enum HashSlots {
  /// Slots for entries with these hashes, entry `indices[k]` at `hashes[k]`; none for no entries.
  ///
  /// At most two thirds of the slots are taken, so that every search ends.
  static func table(hashes: [UInt32], indices: [Int]) -> [UInt32] {
    guard !hashes.isEmpty else { return [] }
    var count = 2
    while count * 2 < hashes.count * 3 { count *= 2 }
    var slots = [UInt32](repeating: 0, count: count)
    for (hash, index) in zip(hashes, indices) {
      var slot = Int(hash) & (count - 1)
      while slots[slot] != 0 { slot = (slot + 1) & (count - 1) }
      slots[slot] = UInt32(index + 1)
    }
    return slots
  }

  /// The hash of a token: FNV-1a.
  static func hash(_ bytes: [UInt8]) -> UInt32 {
    bytes.reduce(2_166_136_261) { ($0 ^ UInt32($1)) &* 16_777_619 }
  }

  /// The hash of a pair of ids.
  static func hash(_ left: Int32, _ right: Int32) -> UInt32 {
    let hash =
      UInt32(bitPattern: left) &* 0x9E37_79B1 ^ UInt32(bitPattern: right) &* 0x85EB_CA6B
    return hash ^ hash >> 16
  }
}

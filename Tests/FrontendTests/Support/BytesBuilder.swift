/// `value`, little-endian.
func bytes<Integer: FixedWidthInteger>(_ value: Integer) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian) { Array($0) }
}

/// A safetensors file with this header, whose length is `length` where stated, and `payload` bytes of zeros.
func safetensors(_ header: String, payload: Int = 0, length: UInt64? = nil) -> [UInt8] {
  let header = Array(header.utf8)
  return bytes(length ?? UInt64(header.count)) + header + [UInt8](repeating: 0, count: payload)
}

/// A safetensors file of F32 tensors that follow one another.
func safetensors(_ tensors: [(name: String, shape: [Int], values: [Float])]) -> [UInt8] {
  var offset = 0
  let entries = tensors.map { tensor in
    defer { offset += 4 * tensor.values.count }
    return
      "\"\(tensor.name)\":{\"dtype\":\"F32\",\"shape\":\(tensor.shape),"
      + "\"data_offsets\":[\(offset),\(offset + 4 * tensor.values.count)]}"
  }
  return safetensors("{" + entries.joined(separator: ",") + "}")
    + tensors.flatMap { $0.values.flatMap { bytes($0.bitPattern) } }
}

/// SplitMix64, for tests that are random but the same each time.
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

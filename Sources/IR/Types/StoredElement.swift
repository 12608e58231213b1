/// The machine type of one stored element; real ones become 32-bit floats in registers when they are loaded.
public enum StoredElement: String, CaseIterable, Hashable, Sendable {
  /// A float of 32 bits.
  case f32
  /// The upper half of a float of 32 bits: its sign, its exponent and 7 bits of its fraction. For weights only.
  case bf16
  /// An index of 32 bits.
  case i32

  /// The bytes of one element.
  public var bytes: Int {
    switch self {
    case .f32, .i32: 4
    case .bf16: 2
    }
  }

  /// Whether elements are numbers to calculate with, and no indices.
  public var isReal: Bool {
    switch self {
    case .f32, .bf16: true
    case .i32: false
    }
  }

  /// The most by which rounding a normal number to an element changes it, as a part of it.
  public var roundingError: Double {
    switch self {
    case .f32: 0x1p-24
    case .bf16: 0x1p-8
    case .i32: 0
    }
  }

  /// The element nearest to `value`, of two the even one. What is finite stays finite, and NaN stays NaN.
  public func rounded(_ value: Float) -> Float {
    switch self {
    case .f32, .i32: return value
    case .bf16:
      guard value.isFinite else { return value }
      let bits = value.bitPattern
      let nearest = Float(bitPattern: (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff_0000)
      return nearest.isFinite ? nearest : Float(bitPattern: bits & 0xffff_0000)
    }
  }

  /// The little-endian bytes of `values`, each rounded to an element.
  public func encoded(_ values: [Float]) -> [UInt8] {
    switch self {
    case .f32, .i32: bytes(of: values) { $0.bitPattern.littleEndian }
    case .bf16:
      bytes(of: values) { value in
        // A NaN whose fraction is all in the lower half would become infinite.
        let quiet: UInt16 = value.isNaN ? 0x40 : 0
        return (UInt16(rounded(value).bitPattern >> 16) | quiet).littleEndian
      }
    }
  }

  private func bytes<Word: FixedWidthInteger>(
    of values: [Float], _ word: (Float) -> Word
  ) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: values.count * MemoryLayout<Word>.size) { out, filled in
      values.withUnsafeBufferPointer { values in
        for (index, value) in values.enumerated() {
          let bytes = UnsafeMutableRawBufferPointer(out)
          bytes.storeBytes(
            of: word(value), toByteOffset: index * MemoryLayout<Word>.size, as: Word.self)
        }
      }
      filled = values.count * MemoryLayout<Word>.size
    }
  }
}

import Diagnostics

extension StoredTensor {
  /// Bytes of the file that are read at a time.
  private static let pieceSize = 1 << 18

  /// Reads elements `first ..< first + values.count` as 32-bit numbers: F16 and BF16 exactly, F64 rounded to nearest.
  ///
  /// Memory does not depend on the size of the tensor. Throws `nonFiniteWeight` for NaN and infinities, unless allowed.
  public func read(
    from first: Int, into values: UnsafeMutableBufferPointer<Float>, allowNonFinite: Bool
  ) throws {
    let end = first.addingReportingOverflow(values.count)
    guard first >= 0, !end.overflow, end.partialValue <= count, type.isWeight else {
      throw Diagnostic(
        .wrongType, "elements \(first) + \(values.count) cannot be read as weights", at: place)
    }
    let perPiece = Self.pieceSize / type.size
    var piece = [UInt8](repeating: 0, count: min(perPiece, values.count) * type.size)
    var done = 0
    while done < values.count {
      let part = UnsafeMutableBufferPointer(
        rebasing: values[done..<min(done + perPiece, values.count)])
      let start = offset + (first + done) * type.size
      try piece.withUnsafeMutableBytes { bytes in
        let source = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(part.count * type.size)])
        try file.read(at: start, into: source)
        convert(UnsafeRawBufferPointer(source), into: part)
      }
      if !allowNonFinite, let bad = part.firstIndex(where: { !$0.isFinite }) {
        throw Diagnostic(
          .nonFiniteWeight,
          "tensor \(named(name)) has \(part[bad]) as element \(first + done + bad)",
          at: FileLocation(file.path, "byte \(start + bad * type.size)"))
      }
      done += part.count
    }
  }

  private func convert(
    _ bytes: UnsafeRawBufferPointer, into values: UnsafeMutableBufferPointer<Float>
  ) {
    switch type {
    case .f32:
      for index in values.indices {
        values[index] = Float(bitPattern: load(bytes, index, UInt32.self))
      }
    case .bf16:
      for index in values.indices {
        values[index] = Float(bitPattern: UInt32(load(bytes, index, UInt16.self)) << 16)
      }
    case .f16:
      for index in values.indices {
        values[index] = Self.single(half: load(bytes, index, UInt16.self))
      }
    case .f64:
      for index in values.indices {
        values[index] = Float(Double(bitPattern: load(bytes, index, UInt64.self)))
      }
    case .bool, .u8, .i8, .f8e5m2, .f8e4m3, .f8e8m0, .i16, .u16, .i32, .u32, .i64, .u64, .c64:
      break
    }
  }

  private func load<Bits: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ index: Int, _: Bits.Type
  ) -> Bits {
    Bits(
      littleEndian: bytes.loadUnaligned(
        fromByteOffset: index * MemoryLayout<Bits>.size, as: Bits.self))
  }

  /// The value of an IEEE 754 binary16 number, for hosts without that type.
  static func single(half: UInt16) -> Float {
    let sign = UInt32(half & 0x8000) << 16
    let magnitude = UInt32(half & 0x7FFF) << 13
    if half & 0x7C00 == 0x7C00 { return Float(bitPattern: sign | magnitude | 0x7F80_0000) }
    // The exponents of the two formats are biased by 15 and 127; the product is exact, for subnormal numbers too.
    let value = Float(bitPattern: magnitude) * Float(sign: .plus, exponent: 112, significand: 1)
    return Float(bitPattern: value.bitPattern | sign)
  }
}

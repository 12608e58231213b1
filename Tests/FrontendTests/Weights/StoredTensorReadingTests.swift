import Diagnostics
import Testing

@testable import Frontend

@Suite struct StoredTensorReadingTests {
  /// The numbers read from elements of this type.
  private func read(
    _ type: StoredType, _ data: [UInt8], allowNonFinite: Bool = false
  ) throws -> [Float] {
    let folder = try TemporaryFolder()
    let file = try FileReader(folder.write(data, "t"))
    let count = data.count / type.size
    let tensor = StoredTensor(
      name: "t", type: type, shape: [count], file: file, offset: 0, bytes: data.count)
    var values = [Float](repeating: 0, count: count)
    try values.withUnsafeMutableBufferPointer {
      try tensor.read(from: 0, into: $0, allowNonFinite: allowNonFinite)
    }
    return values
  }

  @Test func everyHalfIsExact() throws {
    let all = (0...UInt16.max).map { $0 }
    let values = try read(.f16, all.flatMap { bytes($0) }, allowNonFinite: true)
    for (half, value) in zip(all, values) {
      let sign: Float = half & 0x8000 == 0 ? 1 : -1
      let (exponent, fraction) = (Int(half >> 10 & 0x1F), Float(half & 0x3FF))
      switch exponent {
      case 0x1F where fraction != 0: #expect(value.isNaN)
      case 0x1F: #expect(value == sign * .infinity)
      case 0: #expect(value == sign * fraction * 0x1p-24)
      default:
        let power = Float(sign: .plus, exponent: exponent - 25, significand: 1)
        #expect(value == sign * (1024 + fraction) * power)
      }
      #expect(value.isNaN || value.sign == (half & 0x8000 == 0 ? .plus : .minus))
    }
  }

  @Test func bfloatAndDoubleAreConverted() throws {
    #expect(try read(.bf16, bytes(UInt16(0x3FC0)) + bytes(UInt16(0x8001))) == [1.5, -0x1p-133])
    let doubles = [1.1, -0.0, 1e-300].flatMap { bytes($0.bitPattern) }
    #expect(try read(.f64, doubles) == [Float(1.1), -0.0, 0])
    expect(.nonFiniteWeight, at: "byte 0", "inf as element 0") {
      try read(.f64, bytes((1e300).bitPattern))
    }
  }

  @Test func otherTypesAreNotRead() {
    expect(.wrongType, "cannot be read as weights") { try read(.i32, [0, 0, 0, 0]) }
  }

  @Test func manyPiecesJoin() throws {
    let count = 300_001
    let values = try read(.f32, (0..<count).flatMap { bytes(Float($0).bitPattern) })
    #expect(values == (0..<count).map { Float($0) })
  }
}

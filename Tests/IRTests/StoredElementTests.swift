import IR
import Testing

/// How numbers are rounded to what is stored of them.
@Suite struct StoredElementTests {
  private static func bf16(_ value: Float) -> UInt16 {
    let bytes = StoredElement.bf16.encoded([value])
    return UInt16(bytes[0]) | UInt16(bytes[1]) << 8
  }

  private static let cases: [(Float, UInt16)] = [
    (1, 0x3f80), (-0.0, 0x8000), (Float(bitPattern: 0x3f80_8000), 0x3f80),
    (Float(bitPattern: 0x3f80_8001), 0x3f81), (Float(bitPattern: 0x3f81_8000), 0x3f82),
    (.greatestFiniteMagnitude, 0x7f7f), (-.greatestFiniteMagnitude, 0xff7f),
    (.infinity, 0x7f80), (-.infinity, 0xff80), (.leastNonzeroMagnitude, 0),
    (Float(bitPattern: 0x007f_ffff), 0x0080),
  ]

  @Test(arguments: cases)
  func nearestOrEven(value: Float, bits: UInt16) {
    #expect(Self.bf16(value) == bits)
    #expect(
      StoredElement.bf16.rounded(value).bitPattern == UInt32(bits) << 16,
      "\(StoredElement.bf16.rounded(value))")
  }

  /// Also where its fraction is all in the half that is not stored.
  @Test func whatIsNoNumberStaysSo() {
    for value in [Float.nan, Float(bitPattern: 0x7f80_0001)] {
      #expect(Float(bitPattern: UInt32(Self.bf16(value)) << 16).isNaN)
      #expect(StoredElement.bf16.rounded(value).isNaN)
    }
  }

  /// No other stored number is nearer, and none changes when it is stored again.
  @Test func noNeighbourIsNearer() {
    var state: UInt64 = 7
    for _ in 0..<10_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Float(bitPattern: UInt32(truncatingIfNeeded: state >> 32))
      guard value.isFinite else { continue }
      let rounded = StoredElement.bf16.rounded(value)
      let error = abs(Double(rounded) - Double(value))
      for step in [-1, 1] {
        let bits = Int(rounded.bitPattern >> 16) + step
        let neighbour = Float(bitPattern: UInt32(truncatingIfNeeded: bits) << 16)
        guard neighbour.isFinite, neighbour.sign == rounded.sign else { continue }
        #expect(error <= abs(Double(neighbour) - Double(value)))
      }
      #expect(error <= StoredElement.bf16.roundingError * abs(Double(value)) || !value.isNormal)
      #expect(StoredElement.bf16.rounded(rounded) == rounded)
    }
  }

  @Test func bytesAndNames() {
    #expect(StoredElement.f32.encoded([1]) == [0, 0, 0x80, 0x3f])
    #expect(Storage(.bf16, .panels(of: 16)).bytes(of: [18, 5]) == 2 * 32 * 5)
    #expect(Storage().bytes(of: [18, 5]) == 4 * 90)
    #expect(Storage(.bf16, .panels(of: 16)).description == "bf16 panels(16)")
    #expect(Storage().description.isEmpty && Storage(.bf16).description == "bf16")
  }
}

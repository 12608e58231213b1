import Foundation
import Testing

@testable import Frontend

/// Rotary positions against their definition.
@Suite struct RotaryTableTests {
  static let kinds: [RotaryPositions] = [
    RotaryPositions(dims: 8),
    RotaryPositions(dims: 128, theta: 5e5),
    RotaryPositions(
      dims: 32, theta: 1e6,
      scaling: .yarn(factor: 4, fast: 32, slow: 1, original: 4096, attention: 1.138629436)),
  ]

  /// Two rows of the tables make the cosines and sines of any position by the addition theorem.
  @Test(arguments: kinds) func rowsAddUpToEveryPosition(_ rotary: RotaryPositions) {
    let context = 40_000
    let (coarse, fine) = (
      RotaryTable.coarse(rotary, context: context), RotaryTable.fine(rotary)
    )
    #expect(coarse.rows == 157 && fine.rows == 256)
    var random = SeededGenerator(state: 11)
    let pairs = rotary.dims / 2
    for _ in 0..<200 {
      let position = Int.random(in: 0..<context, using: &random)
      let pair = Int.random(in: 0..<pairs, using: &random)
      func entry(_ table: RotaryTable, _ row: Int) -> (cosine: Double, sine: Double) {
        let start = row * rotary.dims + pair
        return (Double(table.element(start)), Double(table.element(start + pairs)))
      }
      let (a, b) = (entry(coarse, position / 256), entry(fine, position % 256))
      // Models are trained with frequencies in single precision.
      let frequency = rotary.scaling.frequency(
        pow(rotary.theta, -Double(2 * pair) / Double(rotary.dims)), pair: pair, dims: rotary.dims,
        theta: rotary.theta)
      let angle = Double(position) * Double(Float(frequency))
      let amplitude = rotary.scaling.amplitude
      #expect(abs(a.cosine * b.cosine - a.sine * b.sine - amplitude * cos(angle)) <= 1e-6)
      #expect(abs(a.sine * b.cosine + a.cosine * b.sine - amplitude * sin(angle)) <= 1e-6)
    }
  }

  @Test func tablesAreReadInParts() {
    let table = RotaryTable.coarse(Self.kinds[2], context: 1000)
    #expect(table.shape == [4, 32])
    let tensor = ComputedTensor.rotary(table)
    let part = [Float](unsafeUninitializedCapacity: 40) { buffer, count in
      tensor.read(from: 50, into: UnsafeMutableBufferPointer(rebasing: buffer[..<40]))
      count = 40
    }
    #expect(part == (50..<90).map(table.element))
  }

  @Test func sectionsAreReadInParts() {
    let tensor = ComputedTensor.sections([.init(3, 0.5), .init(0, 9), .init(2, -1), .init(1, 4)])
    let part = [Float](unsafeUninitializedCapacity: 4) { buffer, count in
      tensor.read(from: 2, into: UnsafeMutableBufferPointer(rebasing: buffer[..<4]))
      count = 4
    }
    #expect(part == [0.5, -1, -1, 4])
  }
}

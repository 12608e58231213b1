import Foundation
import Testing

@testable import Frontend

@Suite struct RandomTensorTests {
  private func values(
    _ distribution: RandomTensor.Distribution, from first: Int = 0, count: Int = 100_000,
    seed: UInt64 = 1, name: String = "w"
  ) -> [Float] {
    let tensor = RandomTensor(
      name: name, seed: seed, shape: [first + count], distribution: distribution)
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer { tensor.read(from: first, into: $0) }
    return values
  }

  private func moments(_ values: [Float]) -> (mean: Double, deviation: Double) {
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(values.count)
    let variance = values.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    return (mean, (variance / Double(values.count)).squareRoot())
  }

  @Test func anyPartCanBeMadeAlone() {
    let whole = values(.bell(deviation: 1), count: 1000)
    #expect(values(.bell(deviation: 1), from: 777, count: 100) == Array(whole[777..<877]))
    #expect(values(.bell(deviation: 1), count: 1000) == whole)
  }

  @Test func namesAndSeedsMakeOtherNumbers() {
    let one = values(.bell(deviation: 1), count: 100)
    #expect(values(.bell(deviation: 1), count: 100, seed: 2) != one)
    #expect(values(.bell(deviation: 1), count: 100, name: "v") != one)
  }

  @Test func distributionsHaveTheirMoments() {
    let bell = moments(values(.bell(deviation: 0.02)))
    #expect(abs(bell.mean) < 3e-4 && abs(bell.deviation - 0.02) < 2e-4)
    let uniform = values(.uniform(bound: 0.5))
    #expect(abs(moments(uniform).deviation - 0.5 / 3.0.squareRoot()) < 2e-3)
    #expect(uniform.allSatisfy { abs($0) <= 0.5 })
    #expect(values(.constant(1), count: 3) == [1, 1, 1])
  }

  @Test func stepsAndRatesAreInTheirRanges() {
    let rates = values(.logUniform(1...16)).map { exp(Double($0)) }
    #expect(rates.allSatisfy { (0.999...16.001).contains($0) })
    #expect(abs(rates.reduce(0, +) / Double(rates.count) - 8.5) < 0.1)
    let steps = values(.inverseSoftplus(0.001...0.1)).map { log1p(exp(Double($0))) }
    #expect(steps.allSatisfy { (0.00099...0.1001).contains($0) })
    // Half of the steps of a log-uniform distribution are below the geometric mean, 0.01.
    let below = Double(steps.filter { $0 < 0.01 }.count) / Double(steps.count)
    #expect(abs(below - 0.5) < 0.01)
  }

  /// The same seed means the same model for ever: these numbers must not change.
  @Test func numbersAreFixed() {
    let numbers = values(.uniform(bound: 1), count: 4, seed: 42, name: "embedding")
    #expect(numbers == [0.7301742, 0.27375758, -0.65476775, 0.543524])
  }
}

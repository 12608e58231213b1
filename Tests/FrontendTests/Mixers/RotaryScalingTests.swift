import Foundation
import Testing

@testable import Frontend

/// Changed frequencies against numbers that were computed in Python by the formulas of transformers' `modeling_rope_utils.py`.
@Suite struct RotaryScalingTests {
  private func expect(
    _ scaling: RotaryScaling, dims: Int, theta: Double, _ expected: [Int: Double]
  ) {
    for (pair, frequency) in expected {
      let plain = pow(theta, -2 * Double(pair) / Double(dims))
      let found = scaling.frequency(plain, pair: pair, dims: dims, theta: theta)
      #expect(abs(found - frequency) <= 1e-14 * frequency, "pair \(pair)")
    }
  }

  @Test func linear() {
    expect(
      .linear(factor: 2.5), dims: 64, theta: 1e4,
      [0: 0.4, 20: 0.0012649110640673518, 30: 7.11311764015569e-05])
  }

  /// The parameters of Llama 3.1: kept, blended and divided.
  @Test func llama3() {
    expect(
      .llama3(factor: 8, low: 1, high: 4, original: 8192), dims: 128, theta: 5e5,
      [
        0: 1, 20: 0.016560440080994446, 30: 0.0013718935677611381, 40: 3.428102195952591e-05,
        63: 3.068925988914511e-07,
      ])
  }

  /// The parameters of Qwen 2.5.
  @Test func yarn() {
    let scaling = RotaryScaling.yarn(
      factor: 4, fast: 32, slow: 1, original: 32768, attention: 1.1386)
    expect(
      scaling, dims: 128, theta: 1e6,
      [
        0: 1, 20: 0.01333521432163324, 30: 0.001064360981247002, 40: 4.445698525097307e-05,
        63: 3.102344401879299e-07,
      ])
    #expect(scaling.amplitude == 1.1386 && RotaryScaling.linear(factor: 3).amplitude == 1)
  }

  /// A context so short that no pair turns often.
  @Test func yarnOfShortContexts() {
    expect(
      .yarn(factor: 4, fast: 32, slow: 1, original: 64, attention: 1), dims: 16, theta: 1e4,
      [
        0: 1, 3: 0.007905694150420948, 5: 0.0007905694150420948, 7: 7.905694150420948e-05,
      ])
  }
}

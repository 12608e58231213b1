import Diagnostics
import Foundation
import IR
import Testing

/// Operations on rows against their formulas.
@Suite struct RowOperationTests {
  private typealias Samples = OperationSamples

  @Test func layerNormIsItsFormula() {
    let (x, w, b) = (
      Samples.tensor([3, 5], seed: 1), Samples.tensor([5], seed: 2), Samples.tensor([5], seed: 3)
    )
    let y = LayerNorm(epsilon: 0.25).evaluate([x, w, b], as: RealSemantics.self)[0]
    for t in 0..<3 {
      let row = x.elements[5 * t..<5 * t + 5]
      let mean = row.reduce(0, +) / 5
      let variance = row.reduce(0) { $0 + $1 * $1 } / 5 - mean * mean
      for c in 0..<5 {
        let expected =
          (x.elements[5 * t + c] - mean) / (variance + 0.25).squareRoot() * w.elements[c]
          + b.elements[c]
        #expect(abs(y.elements[5 * t + c] - expected) < 1e-14)
      }
    }
  }

  @Test func normsWithoutWeightHaveOnes() {
    let (x, ones) = (Samples.tensor([2, 6], seed: 1), Tensor([6], filledWith: 1.0))
    let norm = RMSNorm(epsilon: 1e-3, groups: 2)
    #expect(
      norm.evaluate([x], as: RealSemantics.self)
        == norm.evaluate([x, ones], as: RealSemantics.self))
  }

  @Test func rowsAreLaidSideBySide() {
    let (a, b) = (Tensor([2, 2], [1.0, 2, 3, 4]), Tensor([2, 1], [5.0, 6]))
    let joined = Concat().evaluate([a, b, a], as: RealSemantics.self)
    #expect(joined == [Tensor([2, 5], [1, 2, 5, 1, 2, 3, 4, 6, 3, 4])])
  }

  @Test func scalingMultiplies() {
    let x = Samples.tensor([2, 3, 4], seed: 1)
    let y = Scale(by: -0.75).evaluate([x], as: RealSemantics.self)
    #expect(y == [Tensor(x.shape, x.elements.map { $0 * -0.75 })])
  }

  /// Φ by an integral of the density, tanh by the library.
  @Test(arguments: [-6, -2.5, -1, -0.3, 0, 0.3, 1, 2.5, 6])
  func activationsAreTheirFormulas(v: Double) {
    func apply(_ function: UnaryFunction) -> Double { RealSemantics.apply(function, v) }
    let steps = 20_000
    let density = (0..<steps).reduce(0.0) { sum, step in
      let middle = v * (Double(step) + 0.5) / Double(steps)
      return sum + Foundation.exp(-middle * middle / 2) * v / Double(steps)
    }
    let distribution = 0.5 + density / (2 * Double.pi).squareRoot()
    #expect(abs(apply(.gelu) - v * distribution) < 1e-8)
    let inner = (2 / Double.pi).squareRoot() * (v + 0.044715 * v * v * v)
    #expect(abs(apply(.geluTanh) - v / 2 * (1 + tanh(inner))) < 1e-14)
    #expect(apply(.relu) == max(v, 0))
    #expect(apply(.reluSquared) == max(v, 0) * max(v, 0))
    #expect(abs(apply(.eluPlusOne) - ((v > 0 ? v : expm1(v)) + 1)) < 1e-15)
    #expect(RealSemantics.apply(.less, v, 0.5) == (v < 0.5 ? 1 : 0))
  }

  @Test func typesAreChecked() {
    let rows = Samples.type(nil, 6)
    let six = Samples.type(6)
    #expect(Samples.refusal(LayerNorm(epsilon: 0), [rows, six, six]) == nil)
    #expect(Samples.refusal(LayerNorm(epsilon: 0), [rows, six]) != nil)
    #expect(Samples.refusal(LayerNorm(epsilon: 0), [rows, six, Samples.type(5)]) != nil)
    #expect(Samples.refusal(LayerNorm(epsilon: 0), [Samples.type(nil, nil), six, six]) != nil)
    #expect(Samples.refusal(RMSNorm(epsilon: 0), [rows]) == nil)
    #expect(Samples.refusal(RMSNorm(epsilon: 0), [rows, six, six]) != nil)
    #expect(Samples.refusal(Scale(by: 2), [rows]) == nil)
    #expect(Samples.refusal(Scale(by: 2), [rows, rows]) != nil)
    #expect(Samples.refusal(Scale(by: 2), [TensorType(.i32, [.tokens])]) != nil)
    #expect(Samples.refusal(Concat(), [rows, Samples.type(nil, 2), rows]) == nil)
    #expect(Samples.refusal(Concat(), [rows]) != nil)
    #expect(Samples.refusal(Concat(), [rows, Samples.type(4, 6)]) != nil)
    #expect(Samples.refusal(Concat(), [rows, Samples.type(nil, 2, 3)]) != nil)
    #expect(Samples.refusal(Concat(), [rows, Samples.type(nil, nil)]) != nil)
    let huge = Samples.type(nil, Int.max)
    #expect(Samples.refusal(Concat(), [huge, huge]) != nil)
  }

  @Test func textReadsBack() throws {
    let rows = Samples.type(nil, 6)
    #expect(
      try Samples.reread(
        "%9 = layer_norm %0, %1, %1 {epsilon = 1e-05} : f32[T, 6]",
        operands: [rows, Samples.type(6)]) == .layerNorm(LayerNorm(epsilon: 1e-5)))
    #expect(
      try Samples.reread("%9 = scale %0 {by = -0.25} : f32[T, 6]", operands: [rows])
        == .scale(Scale(by: -0.25)))
    #expect(
      try Samples.reread("%9 = concat %0, %0, %0 : f32[T, 18]", operands: [rows])
        == .concat(Concat()))
    #expect(
      try Samples.reread(
        "%9 = rms_norm %0 {epsilon = 1e-05, groups = 2} : f32[T, 6]", operands: [rows])
        == .rmsNorm(RMSNorm(epsilon: 1e-5, groups: 2)))
    for function in UnaryFunction.allCases {
      #expect(
        try Samples.reread("%9 = \(function.rawValue) %0 : f32[T, 6]", operands: [rows])
          == .unary(Unary(function)))
    }
    #expect(
      try Samples.reread("%9 = less %0, %0 : f32[T, 6]", operands: [rows])
        == .binary(Binary(.less)))
  }

  @Test(arguments: [
    "scale %0 {by = inf}", "scale %0 {by = 1e39}", "scale %0 {by = -1e39}",
    "scale %0 {by = 1e-300}", "clamp %0 {lower = 1e39, upper = 1e40}",
    "rms_norm %0 {epsilon = 1e-300, groups = 1}", "rms_norm %0 {epsilon = 1e39, groups = 1}",
    "rms_norm %0 {epsilon = -1.0, groups = 1}", "scale %0", "layer_norm %0, %0, %0",
    "concat %0 {by = 1}",
  ])
  func wrongAttributesAreRefused(text: String) {
    #expect(throws: Diagnostic.self) {
      try Samples.reread("%9 = \(text) : f32[T, 6]", operands: [Samples.type(nil, 6)])
    }
  }
}

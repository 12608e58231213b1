import Diagnostics
import Foundation
import IR
import Testing

/// The operations of linear attention against their formulas.
@Suite struct LinearAttentionOperationTests {
  private typealias Samples = OperationSamples

  private static let heads = Samples.type(nil, 2, 3)
  private static let logs = TensorType(.log, [.tokens, .fixed(2)])

  /// `e⁰ = 1` for every token and head, whatever is scanned, in both arithmetics.
  @Test func unitDecaysAreOne() {
    let x = Samples.tensor([4, 2, 3], seed: 1)
    let logs = UnitDecay().evaluate([x], as: RealSemantics.self)
    #expect(logs == [Tensor([4, 2], filledWith: 0.0)])
    let decays = DecayMatrix().evaluate(logs, as: RealSemantics.self)[0]
    for row in 0..<4 {
      for column in 0...row { #expect(decays.elements[4 * row + column] == 1) }
    }
  }

  @Test func constantDecaysAreTheSameForEveryToken() {
    let x = Samples.tensor([3, 2, 5], seed: 1)
    let gammas = [0.75, 0.5]
    let logs = ConstantDecay().evaluate(
      [x, Tensor([2], gammas.map { log($0) })], as: RealSemantics.self)
    #expect(logs == [Tensor([3, 2], [gammas, gammas, gammas].flatMap { $0.map { log($0) } })])
    let decays = DecayMatrix().evaluate(logs, as: RealSemantics.self)[0]
    for head in 0..<2 {
      for t in 0..<3 {
        for s in 0...t {
          let expected = pow(gammas[head], Double(t - s))
          #expect(abs(decays.elements[9 * head + 3 * t + s] - expected) < 1e-15)
        }
      }
    }
  }

  @Test func onesStandBehindEveryHead() {
    let x = Tensor([1, 2, 2], [5.0, 6, 7, 8])
    #expect(
      AppendOne().evaluate([x], as: RealSemantics.self)
        == [Tensor([1, 2, 3], [5, 6, 1, 7, 8, 1])])
  }

  @Test func theLastChannelDivides() {
    let y = Samples.tensor([3, 2, 4], seed: 5)
    let z = DivideByLast(epsilon: 2).evaluate([y], as: RealSemantics.self)[0]
    #expect(z.shape == [3, 2, 3])
    for row in 0..<6 {
      for p in 0..<3 {
        let expected = y.elements[4 * row + p] / (y.elements[4 * row + 3] + 2)
        #expect(z.elements[3 * row + p] == expected)
      }
    }
  }

  @Test func typesAreInferred() throws {
    let module = Module(name: "m")
    #expect(try UnitDecay().resultTypes([Self.heads], in: module) == [Self.logs])
    #expect(
      try ConstantDecay().resultTypes([Self.heads, Samples.type(2)], in: module) == [Self.logs])
    #expect(
      try AppendOne().resultTypes([Self.heads], in: module) == [Samples.type(nil, 2, 4)])
    #expect(
      try DivideByLast(epsilon: 0).resultTypes([Self.heads], in: module)
        == [Samples.type(nil, 2, 2)])
  }

  @Test func otherTypesAreRefused() {
    let operations: [(any OperationDefinition, [TensorType])] = [
      (UnitDecay(), []), (ConstantDecay(), [Samples.type(2)]), (AppendOne(), []),
      (DivideByLast(epsilon: 1), []),
    ]
    for (operation, rest) in operations {
      #expect(Samples.refusal(operation, [Self.heads] + rest) == nil)
      #expect(Samples.refusal(operation, rest) != nil)
      #expect(Samples.refusal(operation, [Self.heads, Self.heads] + rest) != nil)
      for wrong in [
        Samples.type(nil, 6), Samples.type(nil, 2, 3, 1), Self.logs,
        TensorType(.f32, Self.heads.shape, .cumulativeDecay),
      ] {
        #expect(Samples.refusal(operation, [wrong] + rest) != nil, "\(operation.mnemonic) \(wrong)")
      }
    }
    #expect(Samples.refusal(ConstantDecay(), [Self.heads, Samples.type(3)]) != nil)
    #expect(Samples.refusal(ConstantDecay(), [Self.heads, Self.logs]) != nil)
    #expect(Samples.refusal(DivideByLast(epsilon: 1), [Samples.type(nil, 2, 1)]) != nil)
    #expect(Samples.refusal(DivideByLast(epsilon: 1), [Samples.type(nil, 2, nil)]) != nil)
    #expect(Samples.refusal(AppendOne(), [Samples.type(nil, 2, nil)]) != nil)
    #expect(Samples.refusal(AppendOne(), [Samples.type(nil, 1, Int.max)]) != nil)
  }

  @Test func textReadsBack() throws {
    let operands = [Self.heads, Samples.type(2)]
    #expect(
      try Samples.reread("%9 = unit_decay %0 : log[T, 2]", operands: operands)
        == .unitDecay(UnitDecay()))
    #expect(
      try Samples.reread("%9 = constant_decay %0, %1 : log[T, 2]", operands: operands)
        == .constantDecay(ConstantDecay()))
    #expect(
      try Samples.reread("%9 = append_one %0 : f32[T, 2, 4]", operands: operands)
        == .appendOne(AppendOne()))
    #expect(
      try Samples.reread(
        "%9 = divide_by_last %0 {epsilon = 1e-06} : f32[T, 2, 2]", operands: operands)
        == .divideByLast(DivideByLast(epsilon: 1e-6)))
  }

  @Test(arguments: [
    "divide_by_last %0 : f32[T, 2, 2]", "divide_by_last %0 {epsilon = inf} : f32[T, 2, 2]",
    "divide_by_last %0 {by = 1} : f32[T, 2, 2]", "append_one %0 : f32[T, 2, 3]",
    "unit_decay %0 {heads = 2} : log[T, 2]", "unit_decay %0 : f32[T, 2]",
    "constant_decay %0 : log[T, 2]",
  ])
  func wrongTextIsRefused(text: String) {
    #expect(throws: Diagnostic.self) {
      try Samples.reread("%9 = \(text)", operands: [Self.heads])
    }
  }
}

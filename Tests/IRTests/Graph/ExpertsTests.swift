import Diagnostics
import IR
import Testing

/// Mixtures of experts against their formula.
@Suite struct ExpertsTests {
  private typealias Samples = OperationSamples

  private static let (tokens, count, width, inner, outputs) = (3, 4, 5, 7, 2)

  private static let operands: [Tensor<Double>] = {
    var gates = Samples.tensor([tokens, count], seed: 2)
    for zero in [0, 3, 5, 6, 7, 8] { gates.elements[zero] = 0 }
    return [
      Samples.tensor([tokens, width], seed: 1), gates,
      Samples.tensor([count, inner, width], seed: 3),
      Samples.tensor([count, outputs, inner], seed: 4),
      Samples.tensor([count, inner, width], seed: 5),
    ]
  }()

  @Test(arguments: Activation.allCases, [4, 5])
  func sumsAreThoseOfTheFormula(activation: Activation, operandCount: Int) {
    let operands = Array(Self.operands.prefix(operandCount))
    let y = Experts(activation).evaluate(operands, as: RealSemantics.self)[0]
    #expect(y.shape == [Self.tokens, Self.outputs])
    func weight(_ operand: Int, _ expert: Int, _ row: Int, _ column: Int) -> Double {
      let shape = operands[operand].shape
      return operands[operand].elements[(expert * shape[1] + row) * shape[2] + column]
    }
    for t in 0..<Self.tokens {
      for j in 0..<Self.outputs {
        var expected = 0.0
        for e in 0..<Self.count {
          for f in 0..<Self.inner {
            func product(_ operand: Int) -> Double {
              (0..<Self.width).reduce(0) {
                $0 + operands[0].elements[t * Self.width + $1] * weight(operand, e, f, $1)
              }
            }
            let hidden =
              operandCount == 5
              ? RealSemantics.apply(activation.function, product(4)) * product(2)
              : RealSemantics.apply(activation.function, product(2))
            expected +=
              operands[1].elements[t * Self.count + e] * weight(3, e, j, f) * hidden
          }
        }
        #expect(abs(y.elements[t * Self.outputs + j] - expected) < 1e-13)
      }
    }
  }

  /// Experts that no token chose are not looked at.
  @Test func weightsOfOthersDoNotMatter() {
    var operands = Self.operands
    for t in 0..<Self.tokens { operands[1].elements[t * Self.count + 2] = 0 }
    let expected = Experts(.silu).evaluate(operands, as: RealSemantics.self)
    for index in 2...4 {
      let size = operands[index].elements.count / Self.count
      for element in 2 * size..<3 * size { operands[index].elements[element] = .nan }
    }
    #expect(Experts(.silu).evaluate(operands, as: RealSemantics.self) == expected)
  }

  @Test func typesAreChecked() {
    let sound = [
      Samples.type(nil, 5), Samples.type(nil, 4), Samples.type(4, 7, 5), Samples.type(4, 2, 7),
      Samples.type(4, 7, 5),
    ]
    #expect(Samples.refusal(Experts(.silu), sound) == nil)
    #expect(Samples.refusal(Experts(.silu), Array(sound.dropLast())) == nil)
    #expect(Samples.refusal(Experts(.silu), Array(sound.prefix(3))) != nil)
    #expect(Samples.refusal(Experts(.silu), sound + [sound[4]]) != nil)
    let wrong: [[TensorType]] = [
      [Samples.type(nil, 6), Samples.type(nil, nil), Samples.type(5)],
      [Samples.type(nil, 5), Samples.type(3, 4), Samples.type(nil, 4, 1)],
      [Samples.type(3, 7, 5), Samples.type(4, nil, 5), Samples.type(7, 5)],
      [Samples.type(4, 2, 6), Samples.type(3, 2, 7), Samples.type(4, nil, 7)],
      [Samples.type(4, 6, 5), Samples.type(4, 5, 7), Samples.type(4, 7)],
    ]
    for (index, types) in wrong.enumerated() {
      for type in types {
        var operands = sound
        operands[index] = type
        #expect(Samples.refusal(Experts(.silu), operands) != nil, "\(index): \(type)")
      }
    }
  }

  @Test func textReadsBack() throws {
    let types = [
      Samples.type(nil, 5), Samples.type(nil, 4), Samples.type(4, 7, 5), Samples.type(4, 2, 7),
    ]
    for activation in Activation.allCases {
      #expect(
        try Samples.reread(
          "%9 = experts %0, %1, %2, %3 {activation = \(activation.rawValue)} : f32[T, 2]",
          operands: types) == .experts(Experts(activation)))
    }
    for attributes in ["", " {activation = softplus}", " {activation = 1}"] {
      #expect(throws: Diagnostic.self) {
        try Samples.reread(
          "%9 = experts %0, %1, %2, %3\(attributes) : f32[T, 2]", operands: types)
      }
    }
  }
}

/// A function of one argument, elementwise: `silu x`, `softplus x`, …
public struct Unary: OperationDefinition {
  /// The function.
  public var function: UnaryFunction

  /// Applies `function`.
  public init(_ function: UnaryFunction) { self.function = function }

  /// The function's name.
  public var mnemonic: String { function.rawValue }

  /// The operand's type.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "an operand", rank: operands[0].shape.count)
    return operands
  }

  /// The function of every element.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    [Tensor(operands[0].shape, operands[0].elements.map { S.apply(function, $0) })]
  }
}

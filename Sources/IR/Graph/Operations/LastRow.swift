/// `last_row x`: the row of the last token, all that the head needs to predict the next one.
public struct LastRow: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "last_row"

  /// `last_row`.
  public var mnemonic: String { Self.name }

  /// `f32[T, D] → f32[1, D]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "rows", rank: 2)
    return [TensorType(.f32, [1, operands[0].shape[1]])]
  }

  /// The last row.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let width = operands[0].shape[1]
    return [Tensor([1, width], Array(operands[0].elements.suffix(width)))]
  }
}

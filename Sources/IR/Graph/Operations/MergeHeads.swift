/// `merge_heads x`: `[T, H, P]` seen as `[T, H·P]`.
public struct MergeHeads: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "merge_heads"

  /// `merge_heads`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H, P] → f32[T, H·P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "heads", rank: 3)
    let heads = try fixed(operands[0].shape[1], "number of heads")
    let width = try fixed(operands[0].shape[2], "head width")
    return [TensorType(.f32, [operands[0].shape[0], .fixed(heads * width)])]
  }

  /// The same elements.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let shape = operands[0].shape
    return [Tensor([shape[0], shape[1] * shape[2]], operands[0].elements)]
  }
}

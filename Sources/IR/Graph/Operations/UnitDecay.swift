/// `unit_decay x`: the logs of decays that are all 1, for every head of x: causal linear attention.
///
/// What reads them is computed without logs, decays or exponentials.
public struct UnitDecay: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "unit_decay"

  /// `unit_decay`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H, P] → log[T, H]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "x", rank: 3)
    return [TensorType(.log, Array(operands[0].shape[..<2]))]
  }

  /// Zeros, as logs.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    [Tensor(Array(operands[0].shape[..<2]), filledWith: S.logZero)]
  }
}

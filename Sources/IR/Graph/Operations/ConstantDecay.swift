/// `constant_decay x, γ`: the logs of decays that are the same for every token, given as `ln γ` for each head of x.
///
/// The retention of Sun et al. 2023, "Retentive network", equation 6.
public struct ConstantDecay: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "constant_decay"

  /// `constant_decay`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H, P], f32[H] → log[T, H]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    try require(operands[0], "x", rank: 3)
    let heads = operands[0].shape[1]
    try require(operands[1], "logs", is: TensorType(.f32, [heads]))
    return [TensorType(.log, [operands[0].shape[0], heads])]
  }

  /// The logs of one step, for every token.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let step = S.value(1)
    let logs = operands[1].elements.map { S.decayLog(step, $0) }
    let tokens = operands[0].shape[0]
    return [Tensor([tokens, logs.count], (0..<tokens).flatMap { _ in logs })]
  }
}

/// `decay_log dt, A`: the log `Δ·A` of every step's decay.
public struct DecayLog: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "decay_log"

  /// `decay_log`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H], f32[H] → log[T, H]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    try require(operands[0], "steps", rank: 2)
    try require(operands[1], "rates", is: TensorType(.f32, [operands[0].shape[1]]))
    return [TensorType(.log, operands[0].shape)]
  }

  /// The product.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let heads = operands[1].elements.count
    let logs = operands[0].elements.enumerated().map {
      S.decayLog($1, operands[1].elements[$0 % heads])
    }
    return [Tensor(operands[0].shape, logs)]
  }
}

/// `embed ids, table`: row `ids[t]` of the table for every token.
public struct Embed: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "embed"

  /// `embed`.
  public var mnemonic: String { Self.name }

  /// `i32[T], f32[V, D] → f32[T, D]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    try require(operands[0], "ids", .i32, rank: 1)
    try require(operands[1], "a table", rank: 2)
    return [TensorType(.f32, [operands[0].shape[0], operands[1].shape[1]])]
  }
}

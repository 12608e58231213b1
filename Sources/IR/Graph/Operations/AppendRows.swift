/// `append past, rows`: the rows of the call's tokens behind those of all tokens before.
///
/// What a cache of keys or values is made by.
public struct AppendRows: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "append"

  /// `append`.
  public var mnemonic: String { Self.name }

  /// `f32[past(L), …], f32[T, …] → f32[cached(L), …]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    let (past, rows) = (operands[0], operands[1])
    try require(past, "past rows", rank: 3)
    try require(rows, "rows", rank: 3)
    let limit = try pastLimit(past)
    try requireCallTokens(rows)
    guard past.shape.dropFirst() == rows.shape.dropFirst() else {
      throw TypeError("needs rows like the past ones, \(past), found \(rows)")
    }
    return [TensorType(.f32, [.cached(limit)] + rows.shape.dropFirst())]
  }

  /// The elements of both.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (past, rows) = (operands[0], operands[1])
    return [
      Tensor(
        [past.shape[0] + rows.shape[0]] + rows.shape.dropFirst(), past.elements + rows.elements)
    ]
  }
}

/// The limit of an operand whose rows are those of the tokens before the call.
func pastLimit(_ operand: TensorType) throws(TypeError) -> Int {
  guard case .past(let limit)? = operand.shape.first else {
    throw TypeError("needs rows of the tokens before the call, found \(operand)")
  }
  return limit
}

/// Checks that an operand has a row for every token of the call, or of a call of one token.
func requireCallTokens(_ operand: TensorType) throws(TypeError) {
  guard operand.shape.first == .tokens || operand.shape.first == .fixed(1) else {
    throw TypeError("needs a row for every token of the call, found \(operand)")
  }
}

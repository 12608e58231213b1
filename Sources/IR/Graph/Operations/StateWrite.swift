/// `state.write @s %v`: leaves `v` for the next call.
public struct StateWrite: OperationDefinition {
  /// The state's name.
  public var state: String

  /// Writes `state`.
  public init(_ state: String) { self.state = state }

  /// The mnemonic in textual IR.
  static let name = "state.write"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws { state = try attributes.symbol() }

  /// `state.write`.
  public var mnemonic: String { Self.name }

  /// The state's name.
  public var attributes: [Attribute] { [Attribute("", .symbol(state))] }

  /// No results; the operand has the declared type, or for a state that grows, that of its rows and the call's behind them.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    guard let declared = module.state(state) else {
      throw TypeError("writes state '@\(state)', which is not declared")
    }
    var expected = declared.type
    if let limit = declared.limit { expected.shape[0] = .cached(limit) }
    try require(operands[0], "a value", is: expected)
    return []
  }
}

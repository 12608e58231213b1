/// `state.read @s`: the state left by the previous call; inside a `repeat`, the current block's.
public struct StateRead: OperationDefinition {
  /// The state's name.
  public var state: String

  /// Reads `state`.
  public init(_ state: String) { self.state = state }

  /// The mnemonic in textual IR.
  static let name = "state.read"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws { state = try attributes.symbol() }

  /// `state.read`.
  public var mnemonic: String { Self.name }

  /// The state's name.
  public var attributes: [Attribute] { [Attribute("", .symbol(state))] }

  /// The declared type.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 0...0)
    guard let declared = module.state(state) else {
      throw TypeError("reads state '@\(state)', which is not declared")
    }
    return [declared.type]
  }
}

/// `param @w`: a weight; inside a `repeat`, the current block's slice of a stacked one.
public struct ParameterRead: OperationDefinition {
  /// The parameter's name.
  public var parameter: String

  /// Reads `parameter`.
  public init(_ parameter: String) { self.parameter = parameter }

  /// The mnemonic in textual IR.
  static let name = "param"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws { parameter = try attributes.symbol() }

  /// `param`.
  public var mnemonic: String { Self.name }

  /// The parameter's name.
  public var attributes: [Attribute] { [Attribute("", .symbol(parameter))] }

  /// The declared type of one slice.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 0...0)
    guard let declared = module.parameter(parameter) else {
      throw TypeError("reads parameter '@\(parameter)', which is not declared")
    }
    return [declared.type]
  }
}

/// `scale x {by}`: every element times a constant.
public struct Scale: OperationDefinition {
  /// The factor, a finite number.
  public var factor: Double

  /// Multiplies by `factor`.
  public init(by factor: Double) { self.factor = factor }

  /// The mnemonic in textual IR.
  static let name = "scale"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    factor = try attributes.single("by")
  }

  /// `scale`.
  public var mnemonic: String { Self.name }

  /// The factor.
  public var attributes: [Attribute] { [Attribute("by", .real(factor))] }

  /// The operand's type.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "an operand", rank: operands[0].shape.count)
    return operands
  }

  /// Every element times the factor.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let factor = S.value(factor)
    return [Tensor(operands[0].shape, operands[0].elements.map { S.multiply($0, factor) })]
  }
}

/// `clamp x`: every element brought into `lower ... upper`; the upper limit may be infinite.
public struct Clamp: OperationDefinition {
  /// The least value that passes.
  public var lower: Double
  /// The greatest value that passes.
  public var upper: Double

  /// Clamps to `lower ... upper`.
  public init(lower: Double, upper: Double) {
    self.lower = lower
    self.upper = upper
  }

  /// The mnemonic in textual IR.
  static let name = "clamp"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    lower = try attributes.single("lower")
    upper = try attributes.real("upper")
    guard lower <= upper else { throw attributes.failure("needs lower ≤ upper") }
  }

  /// `clamp`.
  public var mnemonic: String { Self.name }

  /// Both limits.
  public var attributes: [Attribute] {
    [Attribute("lower", .real(lower)), Attribute("upper", .real(upper))]
  }

  /// The operand's type.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "an operand", rank: operands[0].shape.count)
    return operands
  }

  /// Every element clamped.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    [Tensor(operands[0].shape, operands[0].elements.map { S.clamp($0, lower, upper) })]
  }
}

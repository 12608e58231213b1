/// `split_heads x {heads}`: `[T, H·P]` seen as `[T, H, P]`.
public struct SplitHeads: OperationDefinition {
  /// The number of heads, or of groups.
  public var heads: Int

  /// Splits rows into `heads` parts.
  public init(heads: Int) { self.heads = heads }

  /// The mnemonic in textual IR.
  static let name = "split_heads"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    heads = try attributes.integer("heads", atLeast: 1)
  }

  /// `split_heads`.
  public var mnemonic: String { Self.name }

  /// The number of heads.
  public var attributes: [Attribute] { [Attribute("heads", .integer(heads))] }

  /// `f32[T, H·P] → f32[T, H, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "rows", rank: 2)
    let width = try fixed(operands[0].shape[1], "width")
    guard width % heads == 0 else {
      throw TypeError("cannot split \(width) channels into \(heads) heads")
    }
    return [TensorType(.f32, [operands[0].shape[0], .fixed(heads), .fixed(width / heads)])]
  }

  /// The same elements.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let shape = operands[0].shape
    return [Tensor([shape[0], heads, shape[1] / heads], operands[0].elements)]
  }
}

/// `slice x {from, count}`: some consecutive channels of every row.
public struct Slice: OperationDefinition {
  /// The first channel.
  public var from: Int
  /// The number of channels.
  public var count: Int

  /// The channels `from ..< from + count`.
  public init(from: Int, count: Int) {
    self.from = from
    self.count = count
  }

  /// The mnemonic in textual IR.
  static let name = "slice"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    from = try attributes.integer("from", atLeast: 0)
    count = try attributes.integer("count", atLeast: 1)
  }

  /// `slice`.
  public var mnemonic: String { Self.name }

  /// First channel and number.
  public var attributes: [Attribute] {
    [Attribute("from", .integer(from)), Attribute("count", .integer(count))]
  }

  /// `f32[T, D] → f32[T, count]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "rows", rank: 2)
    let width = try fixed(operands[0].shape[1], "width")
    guard count <= width, from <= width - count else {
      throw TypeError("takes \(count) channels from channel \(from) on, of \(width)")
    }
    return [TensorType(.f32, [operands[0].shape[0], .fixed(count)])]
  }

  /// The channels of every row.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (rows, width) = (operands[0].shape[0], operands[0].shape[1])
    let elements = (0..<rows).flatMap { row in
      operands[0].elements[(row * width + from)..<(row * width + from + count)]
    }
    return [Tensor([rows, count], elements)]
  }
}

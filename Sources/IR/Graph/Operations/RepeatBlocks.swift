/// `repeat x {count} { … }`: the same block `count` times, each with its own slice of the stacked parameters and states.
///
/// The region receives the carried values and hands back their successors.
public struct RepeatBlocks: OperationDefinition {
  /// The number of blocks.
  public var count: Int

  /// Repeats a block `count` times.
  public init(count: Int) { self.count = count }

  static let name = "repeat"

  init(_ attributes: inout AttributeReader) throws {
    count = try attributes.integer("count", atLeast: 1)
  }

  /// `repeat`.
  public var mnemonic: String { Self.name }

  /// The number of blocks.
  public var attributes: [Attribute] { [Attribute("count", .integer(count))] }

  /// The types of the carried values.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] { operands }
}

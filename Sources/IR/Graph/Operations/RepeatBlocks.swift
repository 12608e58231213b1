/// `repeat x {count, first} { … }`: the same block `count` times, each with its own slice of the stacked parameters and
/// states, from slice `first` on.
///
/// The region receives the carried values and hands back their successors.
public struct RepeatBlocks: OperationDefinition {
  /// The number of blocks.
  public var count: Int
  /// The slice of the stacks that the first block has.
  public var first: Int

  /// Repeats a block `count` times.
  public init(count: Int, first: Int = 0) { (self.count, self.first) = (count, first) }

  /// The slices of the stacks that the blocks have.
  public var slices: Range<Int> { first..<first + count }

  /// The mnemonic in textual IR.
  static let name = "repeat"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    count = try attributes.integer("count", atLeast: 1)
    first = attributes.has("first") ? try attributes.integer("first", atLeast: 0) : 0
    guard !first.addingReportingOverflow(count).overflow else {
      throw attributes.failure("has slice numbers out of range")
    }
  }

  /// `repeat`.
  public var mnemonic: String { Self.name }

  /// The number of blocks, and their first slice unless it is the first of all.
  public var attributes: [Attribute] {
    [Attribute("count", .integer(count))]
      + (first == 0 ? [] : [Attribute("first", .integer(first))])
  }

  /// The types of the carried values.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] { operands }
}

/// A weight of the model, or a stack of the same weight of successive blocks.
public struct Parameter: Declaration {
  /// Unique in its module.
  public var name: String
  /// The numbers of the model's blocks whose weights are stacked, ascending; empty for a weight of no block.
  public var blocks: [Int]
  /// The type of one of them; all extents are fixed.
  public var type: TensorType
  /// The checkpoint's canonical name, with `*` for the number of the block.
  public var source: String
  /// What is done to the checkpoint's values when compiling, in order.
  public var transforms: [ParameterTransform]
  /// How the values lie in the weights file.
  public var storage: Storage

  /// The parameter `name`.
  public init(
    name: String, blocks: [Int] = [], type: TensorType, source: String,
    transforms: [ParameterTransform] = [], storage: Storage = Storage()
  ) {
    self.name = name
    self.blocks = blocks
    self.type = type
    self.source = source
    self.transforms = transforms
    self.storage = storage
  }

  /// The number of blocks stacked, which `repeat` operations take their slices from; nil for a weight of no block.
  public var count: Int? { blocks.isEmpty ? nil : blocks.count }

  /// The number of values that the checkpoint stores for each slice.
  public var storedCount: Int {
    let shape = type.extents(tokens: 0)
    return transforms.contains(.powers) ? shape[0] : shape.reduce(1, *)
  }

  /// The checkpoint's name of the `index`-th weight of the stack.
  public func sourceName(_ index: Int) -> String {
    guard blocks.indices.contains(index) else { return source }
    return source.replacing("*", with: "\(blocks[index])")
  }
}

/// A function applied to a weight when compiling.
public enum ParameterTransform: String, CaseIterable, Hashable, Sendable {
  /// −v, elementwise.
  case negate
  /// e^v, elementwise, in double precision.
  case exp
  /// Rows become columns.
  case transpose
  /// Each of the stored numbers v, one a row, becomes e^{k v} in the columns k = 0, 1, …: the powers of a decay whose log is v.
  case powers
}

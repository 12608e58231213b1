/// A weight of the model, or a stack of the same weight of successive blocks.
public struct Parameter: Hashable, Sendable {
  /// Unique in its module.
  public var name: String
  /// The number of blocks stacked, when it belongs to a `repeat`.
  public var count: Int?
  /// The type of one of them; all extents are fixed.
  public var type: TensorType
  /// The checkpoint's canonical name, with `*` for the number of the block.
  public var source: String
  /// The number of the first block stacked.
  public var firstBlock: Int
  /// What is done to the checkpoint's values when compiling, in order.
  public var transforms: [ParameterTransform]
  /// How the values are arranged in the weights file.
  public var layout: ParameterLayout

  /// The parameter `name`.
  public init(
    name: String, count: Int? = nil, type: TensorType, source: String, firstBlock: Int = 0,
    transforms: [ParameterTransform] = [], layout: ParameterLayout = .rows
  ) {
    self.name = name
    self.count = count
    self.type = type
    self.source = source
    self.firstBlock = firstBlock
    self.transforms = transforms
    self.layout = layout
  }

  /// The checkpoint's name of the `index`-th weight of the stack.
  public func sourceName(_ index: Int) -> String {
    source.split(separator: "*", omittingEmptySubsequences: false)
      .joined(separator: "\(firstBlock + index)")
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
}

/// How the values of a parameter are arranged in the weights file.
public enum ParameterLayout: String, CaseIterable, Hashable, Sendable {
  /// Row-major.
  case rows
  /// Panels of `Intrinsic.panelWidth` rows, transposed, so that a product reads them in one stream.
  case panels
}

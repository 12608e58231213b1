import IR

/// What mixes the tokens of a block; each kind has a file of its own.
public enum Mixer: Hashable, Sendable {
  /// A Mamba-1 mixer.
  case mamba1(Mamba1Mixer)
  /// A Mamba-2 mixer.
  case mamba2(Mamba2Mixer)

  /// The definition behind the case.
  public var definition: any MixerDefinition {
    switch self {
    case .mamba1(let it): it
    case .mamba2(let it): it
    }
  }
}

/// What every kind of mixer states about itself: sizes, parameters, states and meaning, together in one place.
public protocol MixerDefinition: Hashable, Sendable {
  /// The name in descriptions.
  static var name: String { get }
  /// Its sizes, for readers.
  var facts: [MixerFact] { get }
  /// What it learns, in a model of `width` channels, in the order of the graph.
  func parameters(width: Int) -> [MixerParameter]
  /// What it keeps between calls, in the order of memory.
  var states: [MixerState] { get }
  /// What is wrong with its sizes, each of which is in its own limits; nil when nothing is.
  var complaint: String? { get }
  /// Appends the mixer to a graph, with names below `prefix`: from normed rows `[T, width]` to rows of the same type.
  func append(to graph: inout GraphBuilder, _ normed: Value, prefix: String) throws -> Value
}

/// One of a mixer's sizes.
public struct MixerFact: Hashable, Sendable {
  /// What it is.
  public var key: String
  /// How large.
  public var value: Int
}

/// A parameter that a mixer calls for.
public struct MixerParameter: Hashable, Sendable {
  /// The last part of its canonical name.
  public var name: String
  /// The extents in checkpoints, all positive.
  public var stored: [Int]
  /// The extents in the graph, after `transforms`.
  public var shape: [Int]
  /// What makes the one of the other.
  public var transforms: [ParameterTransform]

  /// A parameter that the graph takes as it is stored, or from `stored` by way of `transforms`.
  init(
    _ name: String, _ shape: [Int], stored: [Int]? = nil, _ transforms: [ParameterTransform] = []
  ) {
    (self.name, self.shape, self.transforms) = (name, shape, transforms)
    self.stored = stored ?? shape
  }
}

/// A state that a mixer keeps.
public struct MixerState: Hashable, Sendable {
  /// The last part of its name.
  public var name: String
  /// Its extents.
  public var shape: [Int]

  /// The state `name` of `shape`.
  init(_ name: String, _ shape: [Int]) { (self.name, self.shape) = (name, shape) }
}

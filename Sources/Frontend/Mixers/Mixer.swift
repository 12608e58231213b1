import IR

/// What a branch of a block computes; each kind has files of its own.
public enum Mixer: Hashable, Sendable {
  /// A Mamba-1 mixer.
  case mamba1(Mamba1Mixer)
  /// A Mamba-2 mixer.
  case mamba2(Mamba2Mixer)
  /// Softmax attention.
  case attention(AttentionMixer)
  /// Linear attention.
  case linearAttention(LinearAttentionMixer)
  /// Two projections with an activation between.
  case mlp(MLPMixer)
  /// A choice of such for every token.
  case experts(ExpertsMixer)

  /// The definition behind the case.
  public var definition: any MixerDefinition {
    switch self {
    case .mamba1(let it): it
    case .mamba2(let it): it
    case .attention(let it): it
    case .linearAttention(let it): it
    case .mlp(let it): it
    case .experts(let it): it
    }
  }
}

/// What every kind of mixer states about itself: sizes, parameters, states, meaning and description, together in one place.
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
  /// Appends the mixer to a graph, with names in `scope`: from normed rows `[T, width]` to rows of the same type.
  func append(to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope) throws -> Value
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
  /// Its values, where they follow from the architecture.
  public var computed: ComputedTensor?

  /// A parameter that the graph takes as it is stored, or from `stored` by way of `transforms`.
  init(
    _ name: String, _ shape: [Int], stored: [Int]? = nil, _ transforms: [ParameterTransform] = [],
    computed: ComputedTensor? = nil
  ) {
    (self.name, self.shape, self.transforms, self.computed) = (name, shape, transforms, computed)
    self.stored = stored ?? shape
  }

  /// The same with `prefix` in front of its name.
  func below(_ prefix: String) -> MixerParameter {
    var parameter = self
    parameter.name = prefix + name
    return parameter
  }
}

/// A state that a mixer keeps.
public struct MixerState: Hashable, Sendable {
  /// The last part of its name.
  public var name: String
  /// Its extents; those of one token where it has an entry for every token.
  public var shape: [Int]
  /// Whether it has an entry for every token, as keys and values have.
  public var isCache: Bool

  /// The state `name` of `shape`.
  init(_ name: String, _ shape: [Int], isCache: Bool = false) {
    (self.name, self.shape, self.isCache) = (name, shape, isCache)
  }

  /// The same with `prefix` in front of its name.
  func below(_ prefix: String) -> MixerState {
    MixerState(prefix + name, shape, isCache: isCache)
  }

  /// Its type in a model of `context` tokens.
  func type(context: Int) -> TensorType {
    let extents = shape.map { Extent.fixed($0) }
    return TensorType(.f32, isCache ? [.past(context)] + extents : extents)
  }
}

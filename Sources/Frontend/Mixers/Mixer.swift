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

  /// All kinds, in the order of messages.
  static var kinds: [any DescribedMixer.Type] {
    [
      Mamba1Mixer.self, Mamba2Mixer.self, AttentionMixer.self, LinearAttentionMixer.self,
      MLPMixer.self, ExpertsMixer.self,
    ]
  }

  /// The definition behind the case, with its description.
  var described: any DescribedMixer {
    switch self {
    case .mamba1(let it): it
    case .mamba2(let it): it
    case .attention(let it): it
    case .linearAttention(let it): it
    case .mlp(let it): it
    case .experts(let it): it
    }
  }

  /// The definition behind the case.
  public var definition: any MixerDefinition { described }
}

/// What every kind of mixer states about itself: sizes, parameters, states and meaning, together in one place.
///
/// Whatever asks mixers for something asks here, so that a kind of mixer is its own files and its lines in `Mixer`.
public protocol MixerDefinition: Hashable, Sendable {
  /// The name in descriptions.
  static var name: String { get }
  /// The case of the mixer.
  var mixer: Mixer { get }
  /// Its sizes, for readers.
  var facts: [MixerFact] { get }
  /// What else `inspect` tells.
  var details: [MixerDetail] { get }
  /// The kinds of rotary positions that it takes from its scope.
  var rotaries: [RotaryPositions] { get }
  /// The mixer with steps Δ that may be of any size.
  var withoutStepLimits: Self { get }
  /// What it learns, in a model of `width` channels, in the order of the graph.
  func parameters(width: Int) -> [MixerParameter]
  /// What it keeps between calls, in the order of memory.
  var states: [MixerState] { get }
  /// What is wrong with its sizes, each of which is in its own limits; nil when nothing is.
  var complaint: String? { get }
  /// Appends the mixer to a graph, with names in `scope`: from normed rows `[T, width]` to rows of the same type.
  func append(to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope) throws -> Value
}

extension MixerDefinition {
  /// Nothing.
  public var details: [MixerDetail] { [] }
  /// None.
  public var rotaries: [RotaryPositions] { [] }
  /// The mixer itself: most have no steps.
  public var withoutStepLimits: Self { self }
}

/// One of a mixer's sizes.
public struct MixerFact: Hashable, Sendable {
  /// What it is.
  public var key: String
  /// How large.
  public var value: Int
}

/// What a mixer says about itself besides sizes.
public struct MixerDetail: Hashable, Sendable {
  /// What it is.
  public var key: String
  /// What is said.
  public var value: Value

  /// The kinds of things that are said.
  public enum Value: Hashable, Sendable {
    /// A whole number, unless it is unknown.
    case integer(Int?)
    /// The least and the greatest of something.
    case limits(ClosedRange<Double>)
  }
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
  /// The mixer that it is of; nil for norms and for what blocks have besides mixers.
  var owner: Mixer?

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

extension [MixerParameter] {
  /// The same as parameters of `mixer`.
  func owned(by mixer: Mixer) -> [MixerParameter] {
    map { parameter in
      var parameter = parameter
      parameter.owner = mixer
      return parameter
    }
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

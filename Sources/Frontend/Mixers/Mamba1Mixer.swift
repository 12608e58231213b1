import IR

/// A Mamba-1 mixer: Gu & Dao 2023, "Mamba", section 3.
public struct Mamba1Mixer: Hashable, Sendable {
  /// Inner channels, D.
  public var inner: Int
  /// State size, N.
  public var state: Int
  /// Taps of the convolution, K.
  public var convWidth: Int
  /// Rank of the projection that makes Δ, R.
  public var timeStepRank: Int
  /// Whether the input and output projections have biases.
  public var projectionBias: Bool
  /// Whether the convolution has one.
  public var convBias: Bool
  /// What Δ's factor, B and C pass before they are used.
  public var selectionNorm: SelectionNorm

  /// RMS norms of what is selected for a token.
  public enum SelectionNorm: Hashable, Sendable {
    /// None: Mamba.
    case none
    /// Without weights: FalconMamba.
    case weightless(epsilon: Double)
    /// With weights: Jamba.
    case weighted(epsilon: Double)
  }

  /// A mixer.
  public init(
    inner: Int, state: Int, convWidth: Int, timeStepRank: Int, projectionBias: Bool,
    convBias: Bool, selectionNorm: SelectionNorm = .none
  ) {
    self.inner = inner
    self.state = state
    self.convWidth = convWidth
    self.timeStepRank = timeStepRank
    self.projectionBias = projectionBias
    self.convBias = convBias
    self.selectionNorm = selectionNorm
  }

  /// Rows of the projection that makes Δ's factor, B and C.
  public var selected: Int { timeStepRank + 2 * state }
}

extension Mamba1Mixer: MixerDefinition {
  /// `mamba`.
  public static let name = "mamba"

  /// `mamba1`.
  public var mixer: Mixer { .mamba1(self) }

  /// Channels, state, taps and rank.
  public var facts: [MixerFact] {
    [
      MixerFact(key: "inner", value: inner), MixerFact(key: "state", value: state),
      MixerFact(key: "conv_width", value: convWidth),
      MixerFact(key: "time_step_rank", value: timeStepRank),
    ]
  }

  /// The projections, the convolution, A and D; A lies with its channels last, as the state does.
  public func parameters(width: Int) -> [MixerParameter] {
    var parameters = [MixerParameter("in_proj", [2 * inner, width])]
    if projectionBias { parameters.append(MixerParameter("in_proj_bias", [2 * inner])) }
    parameters.append(
      MixerParameter("conv", [convWidth, inner], stored: [inner, 1, convWidth], [.transpose]))
    if convBias { parameters.append(MixerParameter("conv_bias", [inner])) }
    parameters.append(MixerParameter("x_proj", [selected, inner]))
    if case .weighted = selectionNorm {
      parameters += [
        MixerParameter("dt_norm", [timeStepRank]), MixerParameter("B_norm", [state]),
        MixerParameter("C_norm", [state]),
      ]
    }
    parameters += [
      MixerParameter("dt_proj", [inner, timeStepRank]), MixerParameter("dt_proj_bias", [inner]),
      MixerParameter("A_log", [state, inner], stored: [inner, state], [.transpose]),
      MixerParameter("D", [inner]), MixerParameter("out_proj", [width, inner]),
    ]
    if projectionBias { parameters.append(MixerParameter("out_proj_bias", [width])) }
    return parameters
  }

  /// The axis, as stored, along which a parameter has one entry, or run of entries, for every channel.
  static let channelAxes = [
    "in_proj": 0, "in_proj_bias": 0, "conv": 0, "conv_bias": 0, "x_proj": 1, "dt_proj": 0,
    "dt_proj_bias": 0, "A_log": 0, "D": 0, "out_proj": 1,
  ]

  /// The convolution's tail `[K − 1, D]` and the state `[N, D]`.
  public var states: [MixerState] {
    [MixerState("conv_tail", [convWidth - 1, inner]), MixerState("ssm", [state, inner])]
  }

  /// Sizes whose products are too large.
  public var complaint: String? {
    if !ArchitectureLimits.inner.contains(inner) {
      return "the inner width is \(inner), expected \(ArchitectureLimits.inner)"
    }
    if !ArchitectureLimits.state.contains(state) {
      return "a channel has a state of \(state), expected \(ArchitectureLimits.state)"
    }
    return nil
  }
}

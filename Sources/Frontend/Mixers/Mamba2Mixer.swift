import IR

/// A Mamba-2 mixer: Dao & Gu 2024, "Transformers are SSMs", section 7.
public struct Mamba2Mixer: Hashable, Sendable {
  /// Heads, H.
  public var heads: Int
  /// Channels per head, P.
  public var headDim: Int
  /// Groups of B and C, G; head h reads group ⌊h·G/H⌋.
  public var groups: Int
  /// State size, N.
  public var state: Int
  /// Taps of the convolution, K.
  public var convWidth: Int
  /// Whether the input projection has a bias.
  public var projectionBias: Bool
  /// Whether the output projection has one.
  public var outputBias: Bool
  /// Whether the convolution has one.
  public var convBias: Bool
  /// The least and the greatest step Δ.
  public var timeStepLimit: ClosedRange<Double>
  /// How the gate and the norm behind the scan follow each other.
  public var gateNorm: GateNorm
  /// Factors of z, x, B, C and dt as they leave the input projection; empty for none.
  public var multipliers: [Double]
  /// The chunk size that the checkpoint was trained with, if known: a hint, since results do not depend on it.
  public var checkpointChunk: Int?

  /// The gate z and the RMS norm over each group's channels.
  public enum GateNorm: Hashable, Sendable {
    /// `norm(y ∘ silu(z))`: Mamba-2.
    case gateFirst(epsilon: Double)
    /// `norm(y) ∘ silu(z)`: Falcon-H1 with `mamba_norm_before_gate`.
    case normFirst(epsilon: Double)
    /// `y ∘ silu(z)`: Falcon-H1 without `mamba_rms_norm`.
    case gateOnly
  }

  /// A mixer; the output projection has a bias as the input projection has, unless told otherwise.
  public init(
    heads: Int, headDim: Int, groups: Int, state: Int, convWidth: Int, projectionBias: Bool,
    outputBias: Bool? = nil, convBias: Bool, timeStepLimit: ClosedRange<Double>,
    gateNorm: GateNorm, multipliers: [Double] = [], checkpointChunk: Int? = nil
  ) {
    self.heads = heads
    self.headDim = headDim
    self.groups = groups
    self.state = state
    self.convWidth = convWidth
    self.projectionBias = projectionBias
    self.outputBias = outputBias ?? projectionBias
    self.convBias = convBias
    self.timeStepLimit = timeStepLimit
    self.gateNorm = gateNorm
    self.multipliers = multipliers
    self.checkpointChunk = checkpointChunk
  }

  /// Inner channels, H·P.
  public var inner: Int { heads * headDim }
  /// Channels that pass the convolution: x, B and C.
  public var convChannels: Int { inner + 2 * groups * state }
  /// Rows of the input projection: z, x, B, C and dt.
  public var projected: Int { inner + convChannels + heads }
}

extension Mamba2Mixer: MixerDefinition {
  /// `mamba2`.
  public static let name = "mamba2"

  /// `mamba2`.
  public var mixer: Mixer { .mamba2(self) }

  /// Heads, their channels, groups, state and taps.
  public var facts: [MixerFact] {
    [
      MixerFact(key: "heads", value: heads), MixerFact(key: "head_dim", value: headDim),
      MixerFact(key: "groups", value: groups), MixerFact(key: "state", value: state),
      MixerFact(key: "conv_width", value: convWidth),
    ]
  }

  /// Channels, limits of steps, and the chunk of training.
  public var details: [MixerDetail] {
    [
      MixerDetail(key: "inner", value: .integer(inner)),
      MixerDetail(key: "time_step_limit", value: .limits(timeStepLimit)),
      MixerDetail(key: "trained_chunk", value: .integer(checkpointChunk)),
    ]
  }

  /// The mixer with the limits of the function softplus.
  public var withoutStepLimits: Mamba2Mixer {
    var mixer = self
    mixer.timeStepLimit = 0...Double.infinity
    return mixer
  }

  /// Both projections, the convolution, Δ's bias, A, D and the gated norm.
  public func parameters(width: Int) -> [MixerParameter] {
    var parameters = [MixerParameter("in_proj", [projected, width])]
    if projectionBias { parameters.append(MixerParameter("in_proj_bias", [projected])) }
    if let sections {
      parameters.append(
        MixerParameter("multipliers", [projected], computed: .sections(sections)))
    }
    parameters.append(
      MixerParameter(
        "conv", [convWidth, convChannels], stored: [convChannels, 1, convWidth], [.transpose]))
    if convBias { parameters.append(MixerParameter("conv_bias", [convChannels])) }
    parameters += [
      MixerParameter("dt_bias", [heads]), MixerParameter("A_log", [heads]),
      MixerParameter("D", [heads]),
    ]
    if gateNorm != .gateOnly { parameters.append(MixerParameter("gate_norm", [inner])) }
    parameters.append(MixerParameter("out_proj", [width, inner]))
    if outputBias { parameters.append(MixerParameter("out_proj_bias", [width])) }
    return parameters
  }

  /// The multipliers of all rows of the input projection; nil where there are none.
  private var sections: [ComputedTensor.Section]? {
    let factors = groups * state
    let counts = [inner, inner, factors, factors, heads]
    guard multipliers.count == counts.count else { return nil }
    return zip(counts, multipliers).map { ComputedTensor.Section($0, $1) }
  }

  /// The convolution's tail `[K − 1, channels]` and the states `[H, N, P]` of all heads.
  public var states: [MixerState] {
    [
      MixerState("conv_tail", [convWidth - 1, convChannels]),
      MixerState("ssm", [heads, state, headDim]),
    ]
  }

  /// Heads that groups do not divide, and sizes whose products are too large.
  public var complaint: String? {
    let limits = (inner: ArchitectureLimits.inner, state: ArchitectureLimits.state)
    let factors = ArchitectureLimits.width.upperBound
    if !heads.isMultiple(of: groups) {
      return "\(heads) heads cannot be divided among \(groups) groups"
    }
    if !limits.inner.contains(inner) {
      return
        "\(heads) heads of \(headDim) make an inner width of \(inner), expected \(limits.inner)"
    }
    if !limits.state.contains(state) {
      return "a head has a state of \(state), expected \(limits.state)"
    }
    if !multipliers.isEmpty, multipliers.count != 5 {
      return "there are \(multipliers.count) multipliers, expected those of z, x, B, C and dt"
    }
    if groups * state > factors { return "\(groups) groups of \(state) states are too many" }
    return multipliers.lazy.compactMap { $0.complaint("a multiplier") }.first
  }
}

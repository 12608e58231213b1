import Foundation
import IR

/// Causal linear attention, `y_t = φ(q_t)ᵀ Σ_{s ≤ t} γ^(t−s) φ(k_s) v_sᵀ`: Katharopoulos et al. 2020, "Transformers are
/// RNNs"; with γ below 1 the retention of Sun et al. 2023, "Retentive network".
///
/// It is the semiseparable matrix of an SSM whose decay does not depend on the token, with B = φ(k), C = φ(q) and x = v.
public struct LinearAttentionMixer: Hashable, Sendable {
  /// Heads, H.
  public var heads: Int
  /// Channels of a head's queries and keys, N.
  public var headDim: Int
  /// Channels of a head's values, P.
  public var valueDim: Int
  /// What queries and keys pass.
  public var featureMap: FeatureMap
  /// The factor of keys.
  public var keyScale: Double
  /// Epsilon in `y / (φ(q)ᵀ Σ γ^(t−s) φ(k) + ε)`; nil where y is not divided.
  public var normalizer: Double?
  /// γ of each head, above 0 and at most 1; empty where all are 1.
  public var decays: [Double]
  /// Epsilon of an RMS norm over each head's outputs; nil for none.
  public var normEpsilon: Double?
  /// Whether outputs are multiplied by `silu` of a projection of x.
  public var gated: Bool

  /// The function φ.
  public enum FeatureMap: String, CaseIterable, Hashable, Sendable {
    /// `v`.
    case identity
    /// `max(v, 0)`.
    case relu
    /// `elu(v) + 1`, positive.
    case eluPlusOne = "elu_plus_one"
  }

  /// Linear attention; values are as wide as keys unless told otherwise.
  public init(
    heads: Int, headDim: Int, valueDim: Int? = nil, featureMap: FeatureMap = .identity,
    keyScale: Double = 1, normalizer: Double? = nil, decays: [Double] = [],
    normEpsilon: Double? = nil, gated: Bool = false
  ) {
    self.heads = heads
    self.headDim = headDim
    self.valueDim = valueDim ?? headDim
    self.featureMap = featureMap
    self.keyScale = keyScale
    self.normalizer = normalizer
    self.decays = decays
    self.normEpsilon = normEpsilon
    self.gated = gated
  }

  /// The decays of Sun et al. 2023, equation 8: `1 − 2^(−5−h)` for head h.
  public static func retention(heads: Int) -> [Double] {
    (0..<heads).map { 1 - pow(2, -5 - Double($0)) }
  }

  /// Channels of all queries, and of all keys.
  var keyed: Int { heads * headDim }
  /// Channels of all values.
  var inner: Int { heads * valueDim }
  /// Channels of queries, keys, values and gate.
  var projected: Int { 2 * keyed + (gated ? 2 : 1) * inner }
}

extension LinearAttentionMixer: MixerDefinition {
  /// `linear_attention`.
  public static let name = "linear_attention"

  /// `linearAttention`.
  public var mixer: Mixer { .linearAttention(self) }

  /// Heads and their channels.
  public var facts: [MixerFact] {
    [
      MixerFact(key: "linear_heads", value: heads),
      MixerFact(key: "linear_head_dim", value: headDim),
      MixerFact(key: "linear_value_dim", value: valueDim),
    ]
  }

  /// Both projections, the decays and the norm.
  public func parameters(width: Int) -> [MixerParameter] {
    var parameters = [MixerParameter("in_proj", [projected, width])]
    if !decays.isEmpty {
      let logs = decays.map { ComputedTensor.Section(1, log($0)) }
      parameters.append(MixerParameter("decay_log", [heads], computed: .sections(logs)))
    }
    if normEpsilon != nil { parameters.append(MixerParameter("head_norm", [inner])) }
    return parameters + [MixerParameter("out_proj", [width, inner])]
  }

  /// The sums `Σ γ^(t−s) φ(k_s) [v_s | 1]ᵀ` of all heads.
  public var states: [MixerState] {
    [MixerState("ssm", [heads, headDim, normalizer == nil ? valueDim : valueDim + 1])]
  }

  /// Sizes whose products are too large, and decays that are none.
  public var complaint: String? {
    if !ArchitectureLimits.inner.contains(projected) {
      return
        "\(heads) heads have \(projected) channels together, expected \(ArchitectureLimits.inner)"
    }
    if !decays.isEmpty, decays.count != heads {
      return "there are \(decays.count) decays for \(heads) heads"
    }
    if let decay = decays.first(where: { !($0 > 0 && $0 <= 1) }) {
      return "a decay is \(decay), expected more than 0 and at most 1"
    }
    return keyScale.complaint("the factor of keys") ?? normalizer?.complaint("the normalizer")
  }

  /// The formula above between two projections, `[q | k | v | gate] = in_proj x`.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    let projected = try scope.linear("in_proj", normed, &graph)
    func heads(_ from: Int, _ count: Int) throws -> Value {
      let part = try graph(.slice(Slice(from: from, count: count)), projected)
      return try graph(.splitHeads(SplitHeads(heads: self.heads)), part)
    }
    let c = try mapped(try heads(0, keyed), &graph)
    let b = try graph.scaled(try mapped(try heads(keyed, keyed), &graph), by: keyScale)
    let values = try heads(2 * keyed, inner)
    var y = try summed(c, b, values, in: scope, &graph)
    y = try graph(.mergeHeads(MergeHeads()), y)
    if let normEpsilon {
      let weight = try scope.parameter("head_norm", &graph)
      y = try graph(.rmsNorm(RMSNorm(epsilon: normEpsilon, groups: self.heads)), y, weight)
    }
    if gated {
      let gate = try graph(.slice(Slice(from: 2 * keyed + inner, count: inner)), projected)
      y = try graph(.binary(Binary(.multiply)), y, try graph(.unary(Unary(.silu)), gate))
    }
    return try scope.linear("out_proj", y, &graph)
  }

  private func mapped(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    switch featureMap {
    case .identity: x
    case .relu: try graph(.unary(Unary(.relu)), x)
    case .eluPlusOne: try graph(.unary(Unary(.eluPlusOne)), x)
    }
  }

  /// `M v` with `M = L ∘ (C Bᵀ)`, divided by `M 1` where there is a normalizer.
  private func summed(
    _ c: Value, _ b: Value, _ values: Value, in scope: MixerScope, _ graph: inout GraphBuilder
  ) throws -> Value {
    let x = normalizer == nil ? values : try graph(.appendOne(AppendOne()), values)
    let logs =
      decays.isEmpty
      ? try graph(.unitDecay(UnitDecay()), x)
      : try graph(.constantDecay(ConstantDecay()), x, try scope.parameter("decay_log", &graph))
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    let y = try scope.scan(
      .apply(ApplyMatrix()), [matrix, x], from: try scope.initialState(&graph), &graph)
    guard let normalizer else { return y }
    return try graph(.divideByLast(DivideByLast(epsilon: normalizer)), y)
  }
}

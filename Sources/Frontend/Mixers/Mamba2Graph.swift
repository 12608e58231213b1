import IR

/// Writes a Mamba-2 mixer as a graph, `out_proj(gate_norm(scan(conv(in_proj x))))`.
///
/// The order of channels and the clamp after softplus follow the reference implementation, state-spaces/mamba
/// `mamba_ssm/modules/mamba2.py`: `[z | x | B | C | dt]`, `Δ = clamp(softplus(dt + dt_bias))`, `A = −exp(A_log)`.
struct Mamba2Graph {
  var mixer: Mamba2Mixer
  var prefix: String

  private var parts: MixerParts { MixerParts(prefix: prefix) }

  /// Appends the mixer and returns the rows that leave it.
  func append(to graph: inout GraphBuilder, _ normed: Value) throws -> Value {
    let projected = try parts.linear("in_proj", normed, bias: mixer.projectionBias, &graph)
    let (inner, factors) = (mixer.inner, mixer.groups * mixer.state)
    let gate = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let mixed = try graph(.slice(Slice(from: inner, count: mixer.convChannels)), projected)
    let rawSteps = try graph(
      .slice(Slice(from: inner + mixer.convChannels, count: mixer.heads)), projected)

    let convolved = try parts.convolution(mixed, bias: mixer.convBias, &graph)
    let inputs = try heads(convolved, from: 0, count: inner, mixer.heads, &graph)
    let b = try heads(convolved, from: inner, count: factors, mixer.groups, &graph)
    let c = try heads(convolved, from: inner + factors, count: factors, mixer.groups, &graph)

    let steps = try timeSteps(rawSteps, &graph)
    let decayed = try graph(.unary(Unary(.exp)), try parts.parameter("A_log", &graph))
    let rates = try graph(.unary(Unary(.negate)), decayed)
    let logs = try graph(.decayLog(DecayLog()), steps, rates)
    let scaled = try graph(.binary(Binary(.multiply, axes: [0, 1])), inputs, steps)

    let scanned = try scan(logs, b, c, scaled, &graph)
    let skipped = try graph(
      .binary(Binary(.multiply, axes: [1])), inputs, try parts.parameter("D", &graph))
    let outputs = try graph(
      .mergeHeads(MergeHeads()), try graph(.binary(Binary(.add)), scanned, skipped))

    let opened = try graph(
      .binary(Binary(.multiply)), outputs, try graph(.unary(Unary(.silu)), gate))
    let gateNorm = RMSNorm(epsilon: mixer.gateNormEpsilon, groups: mixer.groups)
    let gated = try graph(.rmsNorm(gateNorm), opened, try parts.parameter("gate_norm", &graph))
    return try parts.linear("out_proj", gated, bias: mixer.projectionBias, &graph)
  }

  /// `M x` with `M = L ∘ (C Bᵀ)`, continued from the state of the previous call.
  private func scan(
    _ logs: Value, _ b: Value, _ c: Value, _ x: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    let initial = try graph(.stateRead(StateRead("\(prefix).ssm")))
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    let results = try graph.results(.apply(ApplyMatrix()), [matrix, logs, b, c, x, initial])
    _ = try graph.results(.stateWrite(StateWrite("\(prefix).ssm")), [results[1]])
    return results[0]
  }

  private func timeSteps(_ raw: Value, _ graph: inout GraphBuilder) throws -> Value {
    let biased = try graph(
      .binary(Binary(.add, axes: [1])), raw, try parts.parameter("dt_bias", &graph))
    let clamp = Clamp(
      lower: mixer.timeStepLimit.lowerBound, upper: mixer.timeStepLimit.upperBound)
    return try graph(.clamp(clamp), try graph(.unary(Unary(.softplus)), biased))
  }

  private func heads(
    _ rows: Value, from: Int, count: Int, _ heads: Int, _ graph: inout GraphBuilder
  ) throws -> Value {
    let part = try graph(.slice(Slice(from: from, count: count)), rows)
    return try graph(.splitHeads(SplitHeads(heads: heads)), part)
  }
}

extension Mamba2Mixer {
  /// Appends the mixer, see `Mamba2Graph`.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, prefix: String
  ) throws -> Value {
    try Mamba2Graph(mixer: self, prefix: prefix).append(to: &graph, normed)
  }
}

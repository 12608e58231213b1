import IR

/// Writes a Mamba-2 mixer as a graph, `out_proj(gate_norm(scan(conv(in_proj x))))`.
///
/// The order of channels and the clamp after softplus follow the reference implementation, state-spaces/mamba
/// `mamba_ssm/modules/mamba2.py`: `[z | x | B | C | dt]`, `Δ = clamp(softplus(dt + dt_bias))`, `A = −exp(A_log)`.
struct Mamba2Graph {
  var mixer: Mamba2Mixer
  var scope: MixerScope

  /// Appends the mixer and returns the rows that leave it.
  func append(to graph: inout GraphBuilder, _ normed: Value) throws -> Value {
    let projected = try projection(normed, &graph)
    let (inner, factors) = (mixer.inner, mixer.groups * mixer.state)
    let gate = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let mixed = try graph(.slice(Slice(from: inner, count: mixer.convChannels)), projected)
    let rawSteps = try graph(
      .slice(Slice(from: inner + mixer.convChannels, count: mixer.heads)), projected)

    let convolved = try graph(
      .unary(Unary(.silu)), try scope.convolution(mixed, bias: mixer.convBias, &graph))
    let inputs = try heads(convolved, from: 0, count: inner, mixer.heads, &graph)
    let b = try heads(convolved, from: inner, count: factors, mixer.groups, &graph)
    let c = try heads(convolved, from: inner + factors, count: factors, mixer.groups, &graph)

    let steps = try timeSteps(rawSteps, &graph)
    let decayed = try graph(.unary(Unary(.exp)), try scope.parameter("A_log", &graph))
    let rates = try graph(.unary(Unary(.negate)), decayed)
    let logs = try graph(.decayLog(DecayLog()), steps, rates)
    let scaled = try graph(.binary(Binary(.multiply, axes: [0, 1])), inputs, steps)

    let scanned = try scan(logs, b, c, scaled, &graph)
    let skipped = try graph(
      .binary(Binary(.multiply, axes: [1])), inputs, try scope.parameter("D", &graph))
    let outputs = try graph(
      .mergeHeads(MergeHeads()), try graph(.binary(Binary(.add)), scanned, skipped))

    let gated = try gated(outputs, by: gate, &graph)
    return try scope.linear("out_proj", gated, bias: mixer.outputBias, &graph)
  }

  /// `[z | x | B | C | dt]`, times the multipliers if there are any.
  private func projection(_ normed: Value, _ graph: inout GraphBuilder) throws -> Value {
    let projected = try scope.linear("in_proj", normed, bias: mixer.projectionBias, &graph)
    if mixer.multipliers.isEmpty { return projected }
    return try graph(
      .binary(Binary(.multiply, axes: [1])), projected,
      try scope.parameter("multipliers", &graph))
  }

  private func gated(
    _ y: Value, by gate: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    func opened(_ y: Value) throws -> Value {
      try graph(.binary(Binary(.multiply)), y, try graph(.unary(Unary(.silu)), gate))
    }
    func normed(_ y: Value, _ epsilon: Double) throws -> Value {
      try graph(
        .rmsNorm(RMSNorm(epsilon: epsilon, groups: mixer.groups)), y,
        try scope.parameter("gate_norm", &graph))
    }
    switch mixer.gateNorm {
    case .gateFirst(let epsilon): return try normed(try opened(y), epsilon)
    case .normFirst(let epsilon): return try opened(try normed(y, epsilon))
    case .gateOnly: return try opened(y)
    }
  }

  /// `M x` with `M = L ∘ (C Bᵀ)`, continued from the state of the previous call.
  private func scan(
    _ logs: Value, _ b: Value, _ c: Value, _ x: Value, _ graph: inout GraphBuilder
  ) throws -> Value {
    let initial = try scope.initialState(&graph)
    let decay = try graph(.decayMatrix(DecayMatrix()), logs)
    let products = try graph(.lowRankMatrix(LowRankMatrix()), c, b)
    let matrix = try graph(.hadamard(HadamardMatrix()), decay, products)
    return try scope.scan(.apply(ApplyMatrix()), [matrix, x], from: initial, &graph)
  }

  private func timeSteps(_ raw: Value, _ graph: inout GraphBuilder) throws -> Value {
    let biased = try graph(
      .binary(Binary(.add, axes: [1])), raw, try scope.parameter("dt_bias", &graph))
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
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    try Mamba2Graph(mixer: self, scope: scope).append(to: &graph, normed)
  }
}

import IR

/// Writes a Mamba-1 mixer as a graph, `out_proj(scan(conv(x)) ∘ silu(z))` with `[x | z] = in_proj(u)`.
///
/// The order of channels follows the reference implementation, state-spaces/mamba `mamba_ssm/modules/mamba_simple.py`:
/// `[dt | B | C] = x_proj(x)`, `Δ = softplus(dt_proj(dt))`, `A = −exp(A_log)`.
struct Mamba1Graph {
  var mixer: Mamba1Mixer
  var scope: MixerScope

  /// Appends the mixer and returns the rows that leave it.
  func append(to graph: inout GraphBuilder, _ normed: Value) throws -> Value {
    let inner = mixer.inner
    let projected = try scope.linear("in_proj", normed, bias: mixer.projectionBias, &graph)
    let mixed = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let gate = try graph(.slice(Slice(from: inner, count: inner)), projected)
    let x = try graph(
      .unary(Unary(.silu)), try scope.convolution(mixed, bias: mixer.convBias, &graph))

    let selected = try scope.linear("x_proj", x, &graph)
    let (rank, state) = (mixer.timeStepRank, mixer.state)
    let factor = try part(selected, from: 0, count: rank, "dt_norm", &graph)
    let b = try part(selected, from: rank, count: state, "B_norm", &graph)
    let c = try part(selected, from: rank + state, count: state, "C_norm", &graph)
    let steps = try graph(
      .unary(Unary(.softplus)), try scope.linear("dt_proj", factor, bias: true, &graph))

    let decayed = try graph(.unary(Unary(.exp)), try scope.parameter("A_log", &graph))
    let rates = try graph(.unary(Unary(.negate)), decayed)
    let scaled = try graph(.binary(Binary(.multiply)), x, steps)
    let initial = try scope.initialState(&graph)
    let scanned = try scope.scan(
      .diagonalScan(DiagonalScan()), [steps, rates, b, c, scaled], from: initial, &graph)
    let skipped = try graph(
      .binary(Binary(.multiply, axes: [1])), x, try scope.parameter("D", &graph))
    let outputs = try graph(.binary(Binary(.add)), scanned, skipped)
    let gated = try graph(
      .binary(Binary(.multiply)), outputs, try graph(.unary(Unary(.silu)), gate))
    return try scope.linear("out_proj", gated, bias: mixer.projectionBias, &graph)
  }

  /// Some channels of what is selected, normed as the mixer has it.
  private func part(
    _ selected: Value, from: Int, count: Int, _ norm: String, _ graph: inout GraphBuilder
  ) throws -> Value {
    let part = try graph(.slice(Slice(from: from, count: count)), selected)
    switch mixer.selectionNorm {
    case .none: return part
    case .weightless(let epsilon): return try graph(.rmsNorm(RMSNorm(epsilon: epsilon)), part)
    case .weighted(let epsilon):
      return try graph(
        .rmsNorm(RMSNorm(epsilon: epsilon)), part, try scope.parameter(norm, &graph))
    }
  }
}

extension Mamba1Mixer {
  /// Appends the mixer, see `Mamba1Graph`.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    try Mamba1Graph(mixer: self, scope: scope).append(to: &graph, normed)
  }
}

import IR

/// Writes a Mamba-1 mixer as a graph, `out_proj(scan(conv(x)) ∘ silu(z))` with `[x | z] = in_proj(u)`.
///
/// The order of channels follows the reference implementation, state-spaces/mamba `mamba_ssm/modules/mamba_simple.py`:
/// `[dt | B | C] = x_proj(x)`, `Δ = softplus(dt_proj(dt))`, `A = −exp(A_log)`.
struct Mamba1Graph {
  var mixer: Mamba1Mixer
  var prefix: String

  private var parts: MixerParts { MixerParts(prefix: prefix) }

  /// Appends the mixer and returns the rows that leave it.
  func append(to graph: inout GraphBuilder, _ normed: Value) throws -> Value {
    let inner = mixer.inner
    let projected = try parts.linear("in_proj", normed, bias: mixer.projectionBias, &graph)
    let mixed = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let gate = try graph(.slice(Slice(from: inner, count: inner)), projected)
    let x = try parts.convolution(mixed, bias: mixer.convBias, &graph)

    let selected = try parts.linear("x_proj", x, bias: false, &graph)
    let (rank, state) = (mixer.timeStepRank, mixer.state)
    let factor = try graph(.slice(Slice(from: 0, count: rank)), selected)
    let b = try graph(.slice(Slice(from: rank, count: state)), selected)
    let c = try graph(.slice(Slice(from: rank + state, count: state)), selected)
    let steps = try graph(
      .unary(Unary(.softplus)), try parts.linear("dt_proj", factor, bias: true, &graph))

    let decayed = try graph(.unary(Unary(.exp)), try parts.parameter("A_log", &graph))
    let rates = try graph(.unary(Unary(.negate)), decayed)
    let scaled = try graph(.binary(Binary(.multiply)), x, steps)
    let scanned = try scan([steps, rates, b, c, scaled], &graph)
    let skipped = try graph(
      .binary(Binary(.multiply, axes: [1])), x, try parts.parameter("D", &graph))
    let outputs = try graph(.binary(Binary(.add)), scanned, skipped)
    let gated = try graph(
      .binary(Binary(.multiply)), outputs, try graph(.unary(Unary(.silu)), gate))
    return try parts.linear("out_proj", gated, bias: mixer.projectionBias, &graph)
  }

  private func scan(_ operands: [Value], _ graph: inout GraphBuilder) throws -> Value {
    let initial = try graph(.stateRead(StateRead("\(prefix).ssm")))
    let results = try graph.results(.diagonalScan(DiagonalScan()), operands + [initial])
    _ = try graph.results(.stateWrite(StateWrite("\(prefix).ssm")), [results[1]])
    return results[0]
  }
}

extension Mamba1Mixer {
  /// Appends the mixer, see `Mamba1Graph`.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, prefix: String
  ) throws -> Value {
    try Mamba1Graph(mixer: self, prefix: prefix).append(to: &graph, normed)
  }
}

import IR

/// Writes a Mamba-1 mixer as a graph, `out_proj(scan(conv(x)) ∘ silu(z))` with `[x | z] = in_proj(u)`.
///
/// The order of channels follows the reference implementation, state-spaces/mamba `mamba_ssm/modules/mamba_simple.py`:
/// `[dt | B | C] = x_proj(x)`, `Δ = softplus(dt_proj(dt))`, `A = −exp(A_log)`.
struct Mamba1Graph {
  var mixer: Mamba1Mixer
  var prefix: String

  /// Appends the mixer and returns the rows that leave it.
  func append(to graph: inout GraphBuilder, _ normed: Value) throws -> Value {
    let inner = mixer.inner
    let projected = try linear("in_proj", normed, &graph, bias: mixer.projectionBias)
    let mixed = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let gate = try graph(.slice(Slice(from: inner, count: inner)), projected)
    let x = try convolution(mixed, &graph)

    let selected = try linear("x_proj", x, &graph, bias: false)
    let (rank, state) = (mixer.timeStepRank, mixer.state)
    let factor = try graph(.slice(Slice(from: 0, count: rank)), selected)
    let b = try graph(.slice(Slice(from: rank, count: state)), selected)
    let c = try graph(.slice(Slice(from: rank + state, count: state)), selected)
    let steps = try graph(
      .unary(Unary(.softplus)), try linear("dt_proj", factor, &graph, bias: true))

    let decayed = try graph(.unary(Unary(.exp)), try parameter("A_log", &graph))
    let rates = try graph(.unary(Unary(.negate)), decayed)
    let scaled = try graph(.binary(Binary(.multiply)), x, steps)
    let scanned = try scan([steps, rates, b, c, scaled], &graph)
    let skipped = try graph(
      .binary(Binary(.multiply, axes: [1])), x, try parameter("D", &graph))
    let outputs = try graph(.binary(Binary(.add)), scanned, skipped)
    let gated = try graph(
      .binary(Binary(.multiply)), outputs, try graph(.unary(Unary(.silu)), gate))
    return try linear("out_proj", gated, &graph, bias: mixer.projectionBias)
  }

  private func scan(_ operands: [Value], _ graph: inout GraphBuilder) throws -> Value {
    let initial = try graph(.stateRead(StateRead("\(prefix).ssm")))
    let results = try graph.results(.diagonalScan(DiagonalScan()), operands + [initial])
    _ = try graph.results(.stateWrite(StateWrite("\(prefix).ssm")), [results[1]])
    return results[0]
  }

  private func convolution(_ x: Value, _ graph: inout GraphBuilder) throws -> Value {
    let tail = try graph(.stateRead(StateRead("\(prefix).conv_tail")))
    var operands = [x, try parameter("conv", &graph), tail]
    if mixer.convBias { operands.append(try parameter("conv_bias", &graph)) }
    let results = try graph.results(.convolution(CausalConvolution()), operands)
    _ = try graph.results(.stateWrite(StateWrite("\(prefix).conv_tail")), [results[1]])
    return try graph(.unary(Unary(.silu)), results[0])
  }

  private func linear(
    _ name: String, _ x: Value, _ graph: inout GraphBuilder, bias: Bool
  ) throws -> Value {
    var operands = [x, try parameter(name, &graph)]
    if bias { operands.append(try parameter("\(name)_bias", &graph)) }
    return try graph.results(.linear(Linear()), operands)[0]
  }

  private func parameter(_ name: String, _ graph: inout GraphBuilder) throws -> Value {
    try graph(.parameter(ParameterRead("\(prefix).\(name)")))
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

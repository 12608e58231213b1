import IR

/// Two projections with an activation between, `out_proj(f(up))` or, gated, `out_proj(f(s · gate) ∘ up)`: Shazeer 2020,
/// "GLU variants improve Transformer".
public struct MLPMixer: Hashable, Sendable {
  /// Inner channels, F.
  public var inner: Int
  /// The function f.
  public var activation: Activation
  /// Whether there is a gate.
  public var gated: Bool
  /// The factor s of the gate.
  public var gateScale: Double
  /// Whether the first projection has a bias.
  public var projectionBias: Bool
  /// Whether the second has one.
  public var outputBias: Bool

  /// An MLP.
  public init(
    inner: Int, activation: Activation = .silu, gated: Bool = true, gateScale: Double = 1,
    projectionBias: Bool = false, outputBias: Bool? = nil
  ) {
    self.inner = inner
    self.activation = activation
    self.gated = gated
    self.gateScale = gateScale
    self.projectionBias = projectionBias
    self.outputBias = outputBias ?? projectionBias
  }

  /// Rows of the first projection: the gate, if there is one, then what passes it.
  public var projected: Int { gated ? 2 * inner : inner }
}

extension MLPMixer: MixerDefinition {
  /// `mlp`.
  public static let name = "mlp"

  /// `mlp`.
  public var mixer: Mixer { .mlp(self) }

  /// Inner channels.
  public var facts: [MixerFact] { [MixerFact(key: "mlp_inner", value: inner)] }

  /// Both projections.
  public func parameters(width: Int) -> [MixerParameter] {
    var parameters = [MixerParameter("in_proj", [projected, width])]
    if projectionBias { parameters.append(MixerParameter("in_proj_bias", [projected])) }
    parameters.append(MixerParameter("out_proj", [width, inner]))
    if outputBias { parameters.append(MixerParameter("out_proj_bias", [width])) }
    return parameters
  }

  /// None.
  public var states: [MixerState] { [] }

  /// A size that is too large.
  public var complaint: String? {
    ArchitectureLimits.width.contains(projected)
      ? gateScale.complaint("the factor of the gate")
      : "an MLP of inner width \(inner) has \(projected) rows, expected \(ArchitectureLimits.width)"
  }

  /// The formula above.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    let projected = try scope.linear("in_proj", normed, bias: projectionBias, &graph)
    return try scope.linear(
      "out_proj", try activated(projected, &graph), bias: outputBias, &graph)
  }

  /// `f(s · gate) ∘ up` of `[gate | up]`, or `f(up)`.
  func activated(_ projected: Value, _ graph: inout GraphBuilder) throws -> Value {
    let function = OperationKind.unary(Unary(activation.function))
    guard gated else { return try graph(function, projected) }
    var gate = try graph(.slice(Slice(from: 0, count: inner)), projected)
    let up = try graph(.slice(Slice(from: inner, count: inner)), projected)
    gate = try graph.scaled(gate, by: gateScale)
    return try graph(.binary(Binary(.multiply)), up, try graph(function, gate))
  }
}

extension GraphBuilder {
  /// `factor` times `x`; x itself where the factor is 1.
  mutating func scaled(_ x: Value, by factor: Double) throws -> Value {
    factor == 1 ? x : try self(.scale(Scale(by: factor)), x)
  }
}

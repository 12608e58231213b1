import IR

/// A mixture of experts: each token passes those few of E MLPs that a router chooses for it: Shazeer et al. 2017.
public struct ExpertsMixer: Hashable, Sendable {
  /// The number of experts, E.
  public var count: Int
  /// How many a token passes.
  public var chosen: Int
  /// Inner channels of an expert, F.
  public var inner: Int
  /// The function between an expert's projections.
  public var activation: Activation
  /// Whether experts have a gate.
  public var gated: Bool
  /// How the router's scores become weights.
  public var routing: RouteKind
  /// Channels that experts work on, between two projections of their own; nil for those of the model.
  public var latent: Int?
  /// Whether those two projections have a bias.
  public var latentBias: Bool

  /// A mixture.
  public init(
    count: Int, chosen: Int, inner: Int, activation: Activation = .silu, gated: Bool = true,
    routing: RouteKind = .softmaxOfChosen, latent: Int? = nil, latentBias: Bool = false
  ) {
    self.count = count
    self.chosen = chosen
    self.inner = inner
    self.activation = activation
    self.gated = gated
    self.routing = routing
    self.latent = latent
    self.latentBias = latentBias
  }
}

extension ExpertsMixer: MixerDefinition {
  /// `experts`.
  public static let name = "experts"

  /// `experts`.
  public var mixer: Mixer { .experts(self) }

  /// Experts, those chosen, and their channels.
  public var facts: [MixerFact] {
    [
      MixerFact(key: "experts", value: count), MixerFact(key: "experts_chosen", value: chosen),
      MixerFact(key: "expert_inner", value: inner),
    ]
  }

  /// The router, and the projections of all experts.
  public func parameters(width: Int) -> [MixerParameter] {
    let channels = latent ?? width
    var parameters = [MixerParameter("router", [count, width])]
    if case .sigmoid = routing { parameters.append(MixerParameter("correction", [count])) }
    if let latent { parameters += projection("latent_in", [latent, width]) }
    if gated { parameters.append(MixerParameter("gate_proj", [count, inner, channels])) }
    parameters += [
      MixerParameter("up_proj", [count, inner, channels]),
      MixerParameter("down_proj", [count, channels, inner]),
    ]
    if let latent { parameters += projection("latent_out", [width, latent]) }
    return parameters
  }

  /// A projection to or from the latent channels.
  private func projection(_ name: String, _ shape: [Int]) -> [MixerParameter] {
    let weight = MixerParameter(name, shape)
    return latentBias ? [weight, MixerParameter("\(name)_bias", [shape[0]])] : [weight]
  }

  /// None.
  public var states: [MixerState] { [] }

  /// More experts chosen than there are, groups that do not divide them, and sizes that are too large.
  public var complaint: String? {
    if count > ArchitectureLimits.experts.upperBound {
      return "there are \(count) experts, expected at most \(ArchitectureLimits.experts.upperBound)"
    }
    let channels = ArchitectureLimits.inner
    for width in [inner, latent ?? 1] where !channels.contains(width) {
      return "experts have \(width) channels, expected \(channels)"
    }
    if chosen > count { return "\(chosen) of \(count) experts cannot be chosen" }
    if case .sigmoid(let groups, _, let scale) = routing {
      if !count.isMultiple(of: groups.count) {
        return "\(count) experts cannot be divided among \(groups.count) groups"
      }
      if groups.kept > groups.count {
        return "\(groups.kept) of \(groups.count) groups cannot be kept"
      }
      if chosen > count / groups.count * groups.kept {
        return "\(chosen) experts cannot be chosen from \(groups.kept) groups"
      }
      return scale.complaint("the factor of the experts' weights")
    }
    return nil
  }

  /// `Σ gate · expert(x)` over the chosen experts.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    var scores = [try scope.linear("router", normed, &graph)]
    if case .sigmoid = routing { scores.append(try scope.parameter("correction", &graph)) }
    let gates = try graph.results(
      .route(Route(routing, chosen: chosen)), scores)[0]
    let x =
      latent == nil ? normed : try scope.linear("latent_in", normed, bias: latentBias, &graph)
    var operands = [x, gates]
    for name in ["up_proj", "down_proj"] + (gated ? ["gate_proj"] : []) {
      operands.append(try scope.parameter(name, &graph))
    }
    let mixed = try graph.results(.experts(Experts(activation)), operands)[0]
    return latent == nil
      ? mixed : try scope.linear("latent_out", mixed, bias: latentBias, &graph)
  }
}

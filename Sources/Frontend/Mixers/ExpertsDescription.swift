import IR

extension ExpertsMixer: DescribedMixer {
  static let keys = [
    "count", "chosen", "inner", "activation", "gated", "latent", "latent_bias", "routing",
    "normalized", "groups", "groups_kept", "scale",
  ]

  static let starts: [String: ParameterStart] = [
    "down_proj": .output, "latent_out": .output, "correction": .zeros,
  ]

  private enum RoutingWord: String, CaseIterable {
    case softmaxOfChosen = "softmax_of_chosen"
    case softmaxThenChoose = "softmax_then_choose"
    case sigmoid
  }

  init(_ fields: DescriptionFields) throws {
    let experts = ArchitectureLimits.experts
    let routing: RouteKind =
      switch try fields.word("routing", default: RoutingWord.softmaxOfChosen) {
      case .softmaxOfChosen: .softmaxOfChosen
      case .softmaxThenChoose:
        .softmaxThenChoose(normalized: try fields.bool("normalized"))
      case .sigmoid:
        .sigmoid(
          ExpertGroups(
            try fields.integer("groups", in: experts, default: 1),
            kept: try fields.integer("groups_kept", in: experts, default: 1)),
          normalized: try fields.bool("normalized", default: true),
          scale: try fields.number("scale", default: 1))
      }
    self.init(
      count: try fields.integer("count", in: experts),
      chosen: try fields.integer("chosen", in: experts), inner: try fields.integer("inner"),
      activation: try fields.word("activation", default: Activation.silu),
      gated: try fields.bool("gated", default: true), routing: routing,
      latent: try fields.optional("latent"),
      latentBias: try fields.bool("latent_bias", default: false))
  }

  var fields: [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("count", count), .init("chosen", chosen), .init("inner", inner),
      .init("activation", activation.rawValue), .init("gated", gated),
    ]
    if let latent {
      fields += [.init("latent", latent), .init("latent_bias", latentBias)]
    }
    switch routing {
    case .softmaxOfChosen:
      fields.append(.init("routing", RoutingWord.softmaxOfChosen.rawValue))
    case .softmaxThenChoose(let normalized):
      fields += [
        .init("routing", RoutingWord.softmaxThenChoose.rawValue), .init("normalized", normalized),
      ]
    case .sigmoid(let groups, let normalized, let scale):
      fields += [
        .init("routing", RoutingWord.sigmoid.rawValue), .init("groups", groups.count),
        .init("groups_kept", groups.kept), .init("normalized", normalized),
        .init("scale", scale),
      ]
    }
    return fields
  }
}

/// The configuration of jamba: Mamba-1 with some blocks of attention, and an MLP or experts in each: Lieber et al. 2024.
enum JambaConfig: ModelFamily {
  static let title = "jamba"
  static let neutralKeys: Set<String> = ["calc_logits_for_entire_prompt", "n_ctx"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    try config.refuse("mamba_inner_layernorms", unless: { $0.bool == true }, "true")
    try config.refuse("sliding_window", unless: { _ in false }, "null")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    let mamba = Mamba1Mixer(
      inner: try config.expanded("mamba_expand", model.width),
      state: try config.integer("mamba_d_state", in: ArchitectureLimits.width, default: 16),
      convWidth: try config.integer("mamba_d_conv", in: ArchitectureLimits.convWidth, default: 4),
      timeStepRank: try config.timeStepRank("mamba_dt_rank", width: model.width),
      projectionBias: try config.bool("mamba_proj_bias", default: false),
      convBias: try config.bool("mamba_conv_bias", default: true),
      selectionNorm: .weighted(epsilon: norm.epsilon))
    let attention = try config.attention(width: model.width, groups: 8)
    let inner = try config.integer("intermediate_size", in: ArchitectureLimits.width)
    let count = try config.integer("num_experts", in: ArchitectureLimits.experts, default: 16)
    let experts = ExpertsMixer(
      count: count,
      chosen: try config.integer("num_experts_per_tok", in: ArchitectureLimits.experts, default: 2),
      inner: inner, routing: .softmaxThenChoose(normalized: false))
    let attends = try everySo(config, "attn_layer", period: 8, offset: 4)
    let chooses = try everySo(config, "expert_layer", period: 2, offset: 1)
    let blocks = try model.blocks { index in
      let mixer: Mixer = attends(index) ? .attention(attention) : .mamba1(mamba)
      let forward: Mixer =
        count > 1 && chooses(index) ? .experts(experts) : .mlp(MLPMixer(inner: inner))
      return Block([
        Layer([Part(norm: norm, [Branch(mixer)])]), Layer([Part(norm: norm, [Branch(forward)])]),
      ])
    }
    return try model.architecture(blocks, finalNorm: norm, tiedHead: false)
  }

  /// Whether a block is one of those that `stem`'s period and offset name.
  private static func everySo(
    _ config: ConfigReader, _ stem: String, period: Int, offset: Int
  ) throws -> (Int) -> Bool {
    let period = try config.integer("\(stem)_period", in: 1...4096, default: period)
    let offset = try config.integer("\(stem)_offset", in: 0...4096, default: offset)
    return { $0 % period == offset }
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "model.layers.{block}."
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.final_layernorm",
      [
        CommonNames.mamba1("mamba.", below: stem + "mamba."),
        CommonNames.transformer(below: stem, mlp: "feed_forward", norm: "pre_ff_layernorm"),
        CommonNames.experts("experts.", below: stem + "feed_forward.experts."),
        CommonNames.named(
          "", below: stem,
          [
            "mamba.norm": "input_layernorm.weight", "experts.norm": "pre_ff_layernorm.weight",
            "experts.router": "feed_forward.router.weight",
          ]),
      ])
  }
}

import Diagnostics

/// The configuration of granitemoehybrid, the family of Granite 4: Mamba-2 or attention, then an MLP beside experts.
enum GraniteConfig: ModelFamily {
  static let title = "granitemoehybrid"
  static let neutralKeys: Set<String> = ["init_method"]
  static let conditionalKeys = RotaryConfig.keys.union(["intermediate_size", "num_experts_per_tok"])

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    try config.refuse(
      "normalization_function", unless: { $0.string == "rmsnorm" }, "rmsnorm")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    let scale = try config.number("residual_multiplier", default: 1)
    let mamba = try config.hybridMamba2(
      inner: try config.expanded("mamba_expand", model.width),
      gateNorm: .gateFirst(epsilon: norm.epsilon),
      timeStepLimit: try config.timeStepLimit("time_step_limit"))
    let attention = try attention(config, width: model.width)
    let forward = Layer([Part(norm: norm, try forward(config))], scale: scale)
    let types = try config.blockTypes("layer_types", count: model.count())
    let blocks = try model.blocks { index in
      let mixer: Mixer
      switch types?[index] ?? "mamba" {
      case "mamba", "linear_attention": mixer = .mamba2(mamba)
      case "attention", "full_attention": mixer = .attention(attention)
      case let type:
        throw config.failure(
          .unsupportedSetting, "layer_types",
          "has \(named(type)), expected mamba or attention")
      }
      return Block([Layer([Part(norm: norm, [Branch(mixer)])], scale: scale), forward])
    }
    return try model.architecture(
      blocks, finalNorm: norm, tiedHead: false,
      embeddingScale: try config.number("embedding_multiplier", default: 1),
      headScale: 1 / (try config.positive("logits_scaling", default: 1)))
  }

  private static func attention(_ config: ConfigReader, width: Int) throws -> AttentionMixer {
    var attention = try config.attention(width: width)
    attention.scale = try config.number("attention_multiplier", default: 1)
    switch try config.string("position_embedding_type", default: "nope") {
    case "rope":
      attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    case "nope": break
    case let other:
      throw config.failure(
        .unsupportedSetting, "position_embedding_type",
        "is \(named(other)), expected rope or nope")
    }
    let bias = try config.bool("attention_bias", default: false)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    return attention
  }

  /// The shared MLP, beside experts if there are any.
  private static func forward(_ config: ConfigReader) throws -> [Branch] {
    let sizes = ArchitectureLimits.width
    let mlp = Branch(
      .mlp(
        MLPMixer(inner: try config.integer("shared_intermediate_size", in: sizes, default: 1024))))
    let count = try config.integer(
      "num_local_experts", in: 0...ArchitectureLimits.experts.upperBound, default: 8)
    guard count > 0 else { return [mlp] }
    let experts = ExpertsMixer(
      count: count,
      chosen: try config.integer("num_experts_per_tok", in: ArchitectureLimits.experts, default: 2),
      inner: try config.integer("intermediate_size", in: sizes))
    return [Branch(.experts(experts)), mlp]
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "model.layers.{block}."
    let width = architecture.width
    // The rows of each expert are those of its gate, then those of what passes it.
    func half(_ index: Int) -> StoredPattern {
      StoredPattern(of: ExpertsMixer.self) { experts in
        let (inner, channels) = (experts.inner, experts.latent ?? width)
        guard experts.gated else { return nil }
        return [
          StoredPiece(
            stem + "block_sparse_moe.input_linear.weight",
            shape: [experts.count, 2 * inner, channels],
            span: RowSpan(offset: index * inner, count: inner, period: 2 * inner))
        ]
      }
    }
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.norm",
      [
        CommonNames.mamba2("mamba2.", below: stem + "mamba."),
        CommonNames.attention("attention.", below: stem + "self_attn."),
        CommonNames.named(
          "", below: stem,
          [
            "mamba2.norm": "input_layernorm.weight", "attention.norm": "input_layernorm.weight",
            "mlp.norm": "post_attention_layernorm.weight",
            "experts.norm": "post_attention_layernorm.weight",
            "mlp.in_proj": "shared_mlp.input_linear.weight",
            "mlp.out_proj": "shared_mlp.output_linear.weight",
            "experts.router": "block_sparse_moe.router.layer.weight",
            "experts.down_proj": "block_sparse_moe.output_linear.weight",
          ]),
        [
          CommonNames.block("experts.gate_proj"): half(0),
          CommonNames.block("experts.up_proj"): half(1),
        ],
      ], isSpare: { $0.hasSuffix("rotary_emb.inv_freq") })
  }
}

/// The configuration of bamba: Mamba-2 with some blocks of attention, and an MLP in each.
enum BambaConfig: ModelFamily {
  static let title = "bamba"
  static let neutralKeys: Set<String> = ["attn_rotary_emb"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps"))
    let mamba = try config.hybridMamba2(
      inner: try config.expanded("mamba_expand", model.width),
      gateNorm: .gateFirst(epsilon: norm.epsilon),
      timeStepLimit: try config.timeStepLimit("time_step_limit"))
    let bias = try config.bool("attention_bias", default: false)
    var attention = try config.attention(width: model.width, groups: 8)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim, turned: .half)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      projectionBias: try config.bool("mlp_bias", default: false))
    let attending = try config.blockIndices("attn_layer_indices", below: model.count())
    let blocks = try model.blocks { index in
      let mixer = attending.contains(index) ? Mixer.attention(attention) : .mamba2(mamba)
      return Block([
        Layer([Part(norm: norm, [Branch(mixer)])]), Layer([Part(norm: norm, [Branch(.mlp(mlp))])]),
      ])
    }
    return try model.architecture(blocks, finalNorm: norm, tiedHead: false)
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "model.layers.{block}."
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.final_layernorm",
      [
        CommonNames.mamba2("mamba2.", below: stem + "mamba."),
        CommonNames.transformer(below: stem, mlp: "feed_forward", norm: "pre_ff_layernorm"),
        CommonNames.named("", below: stem, ["mamba2.norm": "input_layernorm.weight"]),
      ], isSpare: { $0.hasSuffix("rotary_emb.inv_freq") })
  }
}

/// The configuration of llama: Touvron et al. 2023.
enum LlamaConfig: ModelFamily {
  static let title = "llama"
  static let neutralKeys: Set<String> = ["is_llama_config", "pretraining_tp"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    try config.refuse("rope_interleaved", unless: { $0.bool == false }, "false")
    let bias = try config.bool("attention_bias", default: false)
    var attention = try config.attention(width: model.width)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      activation: try model.activation("hidden_act", default: "silu"),
      projectionBias: try config.bool("mlp_bias", default: false))
    let block = Block([
      Layer([Part(norm: norm, [Branch(.attention(attention))])]),
      Layer([Part(norm: norm, [Branch(.mlp(mlp))])]),
    ])
    return try model.architecture(
      try model.blocks { _ in block }, finalNorm: norm, tiedHead: false)
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "model.layers.{block}."
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.norm",
      [
        CommonNames.attention("attention.", below: stem + "self_attn.", architecture.attention),
        CommonNames.mlp("mlp.", below: stem + "mlp.", architecture.mlp),
        CommonNames.named(
          "", below: stem,
          [
            "attention.norm": "input_layernorm.weight",
            "mlp.norm": "post_attention_layernorm.weight",
          ]),
      ], isSpare: { $0.hasSuffix("rotary_emb.inv_freq") })
  }
}

extension ConfigReader {
  /// Attention of `num_attention_heads` heads, without positions or biases.
  ///
  /// A head has width / heads channels unless `head_dim` tells. There are as many keys as heads where
  /// `num_key_value_heads` is null, and `groups` of them, if given, where it is absent.
  func attention(width: Int, groups: Int? = nil) throws -> AttentionMixer {
    let sizes = ArchitectureLimits.width
    let heads = try integer("num_attention_heads", in: sizes)
    let headDim = try integer("head_dim", in: sizes, default: max(1, width / heads))
    let usual = object.member("num_key_value_heads") == nil ? groups ?? heads : heads
    return AttentionMixer(
      heads: heads, groups: try integer("num_key_value_heads", in: sizes, default: usual),
      headDim: headDim)
  }

  /// The Mamba-2 mixer of hybrids, whose keys start with `mamba_`, of `inner` channels.
  func hybridMamba2(
    inner: Int, gateNorm: Mamba2Mixer.GateNorm, timeStepLimit: ClosedRange<Double>
  ) throws -> Mamba2Mixer {
    let sizes = ArchitectureLimits.width
    let heads = try integer("mamba_n_heads", in: sizes, default: 128)
    let isAuto = value("mamba_d_head").map { $0.string == "auto" } ?? true
    let headDim = isAuto ? max(1, inner / heads) : try integer("mamba_d_head", in: sizes)
    guard heads.multipliedReportingOverflow(by: headDim) == (inner, false) else {
      throw failure(
        .configValue, "mamba_n_heads", "× mamba_d_head is not the inner width \(inner)")
    }
    return Mamba2Mixer(
      heads: heads, headDim: headDim,
      groups: try integer("mamba_n_groups", in: sizes, default: 1),
      state: try integer("mamba_d_state", in: sizes, default: 256),
      convWidth: try integer("mamba_d_conv", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try bool("mamba_proj_bias", default: false),
      convBias: try bool("mamba_conv_bias", default: true), timeStepLimit: timeStepLimit,
      gateNorm: gateNorm,
      checkpointChunk: try integer(
        "mamba_chunk_size", in: ArchitectureLimits.chunk, default: 256))
  }
}

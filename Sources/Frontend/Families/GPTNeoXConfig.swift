/// The configuration of gpt_neox, the family of Pythia: Black et al. 2022; Biderman et al. 2023.
enum GPTNeoXConfig: ModelFamily {
  static let title = "gpt_neox"
  static let neutralKeys: Set<String> = [
    "attention_probs_dropout_prob", "classifier_dropout", "hidden_dropout_prob",
  ]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    let norm = Norm(.layer, epsilon: try config.epsilon("layer_norm_eps"))
    let heads = try config.integer("num_attention_heads", in: ArchitectureLimits.width)
    let headDim = max(1, model.width / heads)
    let bias = try config.bool("attention_bias", default: true)
    let attention = AttentionMixer(
      heads: heads, headDim: headDim,
      rotary: try RotaryConfig.rotary(config, headDim: headDim, turned: .stated(usual: 0.25)),
      projectionBias: bias, outputBias: bias)
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      activation: try model.activation("hidden_act", default: "gelu"), gated: false,
      projectionBias: true)
    let parts = [
      Part(norm: norm, [Branch(.attention(attention))]), Part(norm: norm, [Branch(.mlp(mlp))]),
    ]
    let isParallel = try config.bool("use_parallel_residual", default: true)
    let block = Block(isParallel ? [Layer(parts)] : parts.map { Layer([$0]) })
    return try model.architecture(
      try model.blocks { _ in block }, finalNorm: norm, tiedHead: false)
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "gpt_neox.layers.{block}."
    func fused(_ kind: String) -> StoredPattern {
      // The rows of each head are those of its query, its key and its value.
      StoredPattern(of: AttentionMixer.self) { attention in
        guard attention.groups == attention.heads else { return nil }
        return (0..<3).map { part in
          StoredPiece(
            "\(stem)attention.query_key_value.\(kind)", rows: attention.projected,
            span: RowSpan(
              offset: part * attention.headDim, count: attention.headDim,
              period: 3 * attention.headDim))
        }
      }
    }
    return TensorNames(
      embedding: "gpt_neox.embed_in.weight", finalNorm: "gpt_neox.final_layer_norm",
      head: "embed_out.weight",
      [
        CommonNames.named(
          "", below: stem,
          [
            "attention.norm": "input_layernorm.weight",
            "attention.norm_bias": "input_layernorm.bias",
            "attention.out_proj": "attention.dense.weight",
            "attention.out_proj_bias": "attention.dense.bias",
            "mlp.norm": "post_attention_layernorm.weight",
            "mlp.norm_bias": "post_attention_layernorm.bias",
            "mlp.in_proj": "mlp.dense_h_to_4h.weight",
            "mlp.in_proj_bias": "mlp.dense_h_to_4h.bias",
            "mlp.out_proj": "mlp.dense_4h_to_h.weight",
            "mlp.out_proj_bias": "mlp.dense_4h_to_h.bias",
          ]),
        [
          CommonNames.block("attention.qkv_proj"): fused("weight"),
          CommonNames.block("attention.qkv_proj_bias"): fused("bias"),
        ],
      ],
      isSpare: { name in
        ["rotary_emb.inv_freq", "attention.bias", "attention.masked_bias"].contains {
          name.hasSuffix($0)
        }
      })
  }
}

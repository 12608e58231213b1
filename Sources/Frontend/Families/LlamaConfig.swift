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
    return try model.transformer(
      norm: norm, attention, mlpBias: try config.bool("mlp_bias", default: false))
  }

  /// The names that many families have taken over.
  static func names(_ architecture: Architecture) -> TensorNames {
    TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.norm",
      [
        CommonNames.transformer(
          below: "model.layers.{block}.", mlp: "mlp", norm: "post_attention_layernorm")
      ], isSpare: { $0.hasSuffix("rotary_emb.inv_freq") })
  }
}

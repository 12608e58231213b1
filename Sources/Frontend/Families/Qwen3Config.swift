/// The configuration of qwen3, without experts: Yang et al. 2025, "Qwen3 technical report".
///
/// Each head of queries and keys passes a norm; biases are off unless `attention_bias` tells.
/// Without `use_sliding_window` transformers reads neither the window's size nor the blocks that have one.
enum Qwen3Config: ModelFamily {
  static let title = "qwen3"
  static let neutralKeys: Set<String> = ["max_window_layers", "sliding_window"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.refuseWindows()
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    var attention = try config.attention(width: model.width, groups: 32, headDim: 128)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    let bias = try config.bool("attention_bias", default: false)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    attention.queryKeyNorm = norm.epsilon
    return try model.transformer(norm: norm, attention)
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.norm",
      [
        CommonNames.transformer(
          below: "model.layers.{block}.", mlp: "mlp", norm: "post_attention_layernorm")
      ])
  }
}

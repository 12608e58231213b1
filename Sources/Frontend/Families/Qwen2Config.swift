/// The configuration of qwen2, the family of Qwen 1.5 to 2.5: Yang et al. 2024, "Qwen2 technical report".
///
/// Without `use_sliding_window` transformers reads neither the window's size nor the blocks that have one.
enum Qwen2Config: ModelFamily {
  static let title = "qwen2"
  static let neutralKeys: Set<String> = ["max_window_layers", "sliding_window"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.refuseWindows()
    try config.refuse("use_mrope", unless: { $0.bool == false }, "false")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    var attention = try config.attention(width: model.width, groups: 32)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    attention.projectionBias = true
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

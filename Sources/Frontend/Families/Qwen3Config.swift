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
    try config.refuse("use_sliding_window", unless: { $0.bool == false }, "false")
    try config.refuse(
      "layer_types", unless: { $0.array?.allSatisfy { $0.string == "full_attention" } ?? false },
      "full_attention")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps", default: 1e-6))
    var attention = try config.attention(width: model.width, groups: 32, headDim: 128)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    let bias = try config.bool("attention_bias", default: false)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    attention.queryKeyNorm = norm.epsilon
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      activation: try model.activation("hidden_act", default: "silu"))
    let block = Block([
      Layer([Part(norm: norm, [Branch(.attention(attention))])]),
      Layer([Part(norm: norm, [Branch(.mlp(mlp))])]),
    ])
    return try model.architecture(
      try model.blocks { _ in block }, finalNorm: norm, tiedHead: false)
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

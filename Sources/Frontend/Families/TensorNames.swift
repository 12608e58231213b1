/// How a checkpoint calls the parameters: canonical names to stored ones, both with `{block}` for the number of a block.
struct TensorNames {
  /// Stored patterns by canonical patterns.
  var patterns: [String: String]

  /// The stored name of a parameter; its canonical name where no pattern tells otherwise.
  func name(of parameter: ParameterShape) -> String {
    ParameterShape.name(patterns[parameter.pattern] ?? parameter.pattern, parameter.block)
  }

  /// The stored name of the head.
  var head: String { patterns["head"] ?? "head" }

  /// All canonical patterns.
  static let canonicalPatterns: [String] =
    ["embedding", "final_norm", "head"] + blocks.map { "blocks.{block}." + $0.canonical }

  /// The names that transformers gives to mamba and mamba2.
  static let transformers = TensorNames(embedding: "backbone.embeddings.weight")

  /// The names of state-spaces/mamba.
  static let stateSpaces = TensorNames(embedding: "backbone.embedding.weight")

  /// Canonical names: no pattern at all.
  static let canonical = TensorNames(patterns: [:])

  private static let blocks: [(canonical: String, stored: String)] = [
    ("norm", "norm.weight"),
    ("in_proj", "mixer.in_proj.weight"), ("in_proj_bias", "mixer.in_proj.bias"),
    ("conv", "mixer.conv1d.weight"), ("conv_bias", "mixer.conv1d.bias"),
    ("dt_bias", "mixer.dt_bias"), ("A_log", "mixer.A_log"), ("D", "mixer.D"),
    ("gate_norm", "mixer.norm.weight"),
    ("x_proj", "mixer.x_proj.weight"), ("dt_proj", "mixer.dt_proj.weight"),
    ("dt_proj_bias", "mixer.dt_proj.bias"),
    ("out_proj", "mixer.out_proj.weight"), ("out_proj_bias", "mixer.out_proj.bias"),
  ]

  init(patterns: [String: String]) { self.patterns = patterns }

  private init(embedding: String) {
    patterns = [
      "embedding": embedding, "final_norm": "backbone.norm_f.weight", "head": "lm_head.weight",
    ]
    for (canonical, stored) in Self.blocks {
      patterns["blocks.{block}." + canonical] = "backbone.layers.{block}." + stored
    }
  }
}

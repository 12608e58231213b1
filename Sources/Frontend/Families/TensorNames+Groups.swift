extension TensorNames {
  /// The names of several groups of parameters, and of embedding, final norm and head.
  init(
    embedding: String, finalNorm: String, head: String = "lm_head.weight",
    _ groups: [[String: StoredPattern]],
    exceptions: @escaping @Sendable (_ parameter: ParameterShape) -> StoredPattern? = { _ in nil },
    isSpare: @escaping @Sendable (_ tensor: String) -> Bool = { _ in false }
  ) {
    var patterns: [String: StoredPattern] = [
      "embedding": StoredPattern([StoredPiece(embedding)]),
      "final_norm": StoredPattern([StoredPiece("\(finalNorm).weight")]),
      "final_norm_bias": StoredPattern([StoredPiece("\(finalNorm).bias")]),
      "head": StoredPattern([StoredPiece(head)]),
    ]
    for group in groups { patterns.merge(group) { $1 } }
    self.init(patterns, exceptions: exceptions, isSpare: isSpare)
  }
}

extension TensorNames {
  /// The names that transformers gives to pure models of both kinds of Mamba.
  static let mamba = pureMamba(embedding: "backbone.embeddings.weight")

  /// The names of pure models, whose `embedding` is all they differ in.
  static func pureMamba(embedding: String) -> TensorNames {
    let stem = "backbone.layers.{block}."
    return TensorNames(
      embedding: embedding, finalNorm: "backbone.norm_f",
      [
        CommonNames.mamba1("", below: stem + "mixer."),
        CommonNames.mamba2("", below: stem + "mixer."),
        CommonNames.named("", below: stem, ["norm": "norm.weight", "norm_bias": "norm.bias"]),
      ])
  }
}

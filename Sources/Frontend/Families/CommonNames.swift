/// Names of tensors that families share, by the roles of parameters in a block.
enum CommonNames {
  /// Patterns of the parameters of a Mamba-2 mixer below `stem`, called `prefix` in the block.
  static func mamba2(_ prefix: String, below stem: String) -> [String: StoredPattern] {
    named(
      prefix, below: stem,
      [
        "in_proj": "in_proj.weight", "in_proj_bias": "in_proj.bias", "conv": "conv1d.weight",
        "conv_bias": "conv1d.bias", "dt_bias": "dt_bias", "A_log": "A_log", "D": "D",
        "gate_norm": "norm.weight", "out_proj": "out_proj.weight",
        "out_proj_bias": "out_proj.bias",
      ])
  }

  /// Patterns of the parameters of a Mamba-1 mixer.
  static func mamba1(_ prefix: String, below stem: String) -> [String: StoredPattern] {
    named(
      prefix, below: stem,
      [
        "in_proj": "in_proj.weight", "in_proj_bias": "in_proj.bias", "conv": "conv1d.weight",
        "conv_bias": "conv1d.bias", "x_proj": "x_proj.weight", "dt_proj": "dt_proj.weight",
        "dt_proj_bias": "dt_proj.bias", "dt_norm": "dt_layernorm.weight",
        "B_norm": "b_layernorm.weight", "C_norm": "c_layernorm.weight", "A_log": "A_log",
        "D": "D", "out_proj": "out_proj.weight", "out_proj_bias": "out_proj.bias",
      ])
  }

  /// Patterns of attention whose queries, keys and values have projections of their own: `q_proj`, `k_proj`, `v_proj`, `o_proj`.
  static func attention(
    _ prefix: String, below stem: String, _ attention: AttentionMixer?
  ) -> [String: StoredPattern] {
    guard let attention else { return [:] }
    func joined(_ kind: String) -> StoredPattern {
      let sizes = [attention.heads, attention.groups, attention.groups]
      return StoredPattern(
        zip(["q", "k", "v"], sizes).map { name, count in
          StoredPiece("\(stem)\(name)_proj.\(kind)", rows: count * attention.headDim)
        })
    }
    return named(
      prefix, below: stem, ["out_proj": "o_proj.weight", "out_proj_bias": "o_proj.bias"]
    ).merging([
      block(prefix + "qkv_proj"): joined("weight"), block(prefix + "qkv_proj_bias"): joined("bias"),
    ]) { $1 }
  }

  /// Patterns of a gated MLP: `gate_proj`, `up_proj`, `down_proj`; of one without gate the latter two.
  static func mlp(
    _ prefix: String, below stem: String, _ mlp: MLPMixer?
  ) -> [String: StoredPattern] {
    guard let mlp else { return [:] }
    func joined(_ kind: String) -> StoredPattern {
      StoredPattern(
        mlp.gated
          ? ["gate", "up"].map { StoredPiece("\(stem)\($0)_proj.\(kind)", rows: mlp.inner) }
          : [StoredPiece("\(stem)up_proj.\(kind)")])
    }
    return named(
      prefix, below: stem, ["out_proj": "down_proj.weight", "out_proj_bias": "down_proj.bias"]
    ).merging([
      block(prefix + "in_proj"): joined("weight"), block(prefix + "in_proj_bias"): joined("bias"),
    ]) { $1 }
  }

  /// Patterns of experts that have tensors of their own below `stem`: `0.up_proj.weight` and so on.
  static func experts(_ prefix: String, below stem: String) -> [String: StoredPattern] {
    named(
      prefix, below: stem + StoredPiece.expert + ".",
      [
        "gate_proj": "gate_proj.weight", "up_proj": "up_proj.weight",
        "down_proj": "down_proj.weight",
      ])
  }

  /// Patterns of parameters `prefix` + key, stored as `stem` + value.
  static func named(
    _ prefix: String, below stem: String, _ names: [String: String]
  ) -> [String: StoredPattern] {
    Dictionary(
      uniqueKeysWithValues: names.map { key, name in
        (block(prefix + key), StoredPattern([StoredPiece(stem + name)]))
      })
  }

  /// The canonical pattern of the parameter `role` of a block.
  static func block(_ role: String) -> String { "blocks.{block}." + role }
}

extension Architecture {
  /// The first attention of the blocks, whose sizes those of a family all have.
  var attention: AttentionMixer? {
    blocks.lazy.flatMap(\.mixers).compactMap {
      if case .attention(let it) = $0 { it } else { nil }
    }.first
  }

  /// The first MLP of the blocks.
  var mlp: MLPMixer? {
    blocks.lazy.flatMap(\.mixers).compactMap {
      if case .mlp(let it) = $0 { it } else { nil }
    }.first
  }

  /// The first experts of the blocks.
  var experts: ExpertsMixer? {
    blocks.lazy.flatMap(\.mixers).compactMap {
      if case .experts(let it) = $0 { it } else { nil }
    }.first
  }
}

extension TensorNames {
  /// The names of several groups of parameters, and of embedding, final norm and head.
  init(
    embedding: String, finalNorm: String, head: String = "lm_head.weight",
    _ groups: [[String: StoredPattern]],
    exceptions: @escaping @Sendable (_ pattern: String, _ block: Int) -> StoredPattern? = {
      _, _ in nil
    },
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

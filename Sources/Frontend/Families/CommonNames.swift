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
  static func attention(_ prefix: String, below stem: String) -> [String: StoredPattern] {
    // All heads pass the same norm.
    func repeated(_ tensor: String, _ heads: @escaping @Sendable (AttentionMixer) -> Int)
      -> StoredPattern
    {
      StoredPattern(of: AttentionMixer.self) { attention in
        Array(
          repeating: StoredPiece(stem + tensor, shape: [attention.headDim]),
          count: heads(attention))
      }
    }
    func joined(_ kind: String) -> StoredPattern {
      StoredPattern(of: AttentionMixer.self) { attention in
        zip(["q", "k", "v"], [attention.heads, attention.groups, attention.groups]).map {
          StoredPiece("\(stem)\($0)_proj.\(kind)", rows: $1 * attention.headDim)
        }
      }
    }
    return named(
      prefix, below: stem, ["out_proj": "o_proj.weight", "out_proj_bias": "o_proj.bias"]
    ).merging([
      block(prefix + "qkv_proj"): joined("weight"), block(prefix + "qkv_proj_bias"): joined("bias"),
      block(prefix + "q_norm"): repeated("q_norm.weight") { $0.heads },
      block(prefix + "k_norm"): repeated("k_norm.weight") { $0.groups },
    ]) { $1 }
  }

  /// Patterns of a gated MLP: `gate_proj`, `up_proj`, `down_proj`; of one without gate the latter two.
  static func mlp(_ prefix: String, below stem: String) -> [String: StoredPattern] {
    func joined(_ kind: String) -> StoredPattern {
      StoredPattern(of: MLPMixer.self) { mlp in
        mlp.gated
          ? ["gate", "up"].map { StoredPiece("\(stem)\($0)_proj.\(kind)", rows: mlp.inner) }
          : [StoredPiece("\(stem)up_proj.\(kind)")]
      }
    }
    return named(
      prefix, below: stem, ["out_proj": "down_proj.weight", "out_proj_bias": "down_proj.bias"]
    ).merging([
      block(prefix + "in_proj"): joined("weight"), block(prefix + "in_proj_bias"): joined("bias"),
    ]) { $1 }
  }

  /// Patterns of blocks of a Transformer: attention behind `input_layernorm`, and an MLP called `mlp` behind the norm `norm`.
  static func transformer(
    below stem: String, mlp: String, norm: String
  ) -> [String: StoredPattern] {
    let norms = ["attention.norm": "input_layernorm.weight", "mlp.norm": "\(norm).weight"]
    return [
      attention("attention.", below: stem + "self_attn."),
      self.mlp("mlp.", below: "\(stem)\(mlp)."), named("", below: stem, norms),
    ].reduce([:]) { $0.merging($1) { $1 } }
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

import Diagnostics

/// The configuration of state-spaces/mamba: `MambaConfig`, whose `ssm_cfg` holds arguments of the class `Mamba` or `Mamba2`
/// and whose `attn_cfg` holds those of `MHA`.
///
/// Absent keys have the defaults of those classes. Unknown keys are refused, as those classes do.
enum OriginalConfig: ModelFamily {
  static let title = "state-spaces"
  static let layout = CheckpointOrigin.Layout.stateSpaces
  static let neutralKeys: Set<String> = ["residual_in_fp32", "fused_add_norm"]
  /// Published models without attention have an empty one.
  static let conditionalKeys: Set<String> = ["attn_cfg"]

  static func owns(_ config: ConfigReader) -> Bool {
    config.value("model_type") == nil && config.value("d_model") != nil
  }

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let width = try config.integer("d_model", in: ArchitectureLimits.width)
    let isRMS = try config.bool("rms_norm", default: true)
    let norm = Norm(isRMS ? .rms : .layer, epsilon: 1e-5)
    let count = try config.integer("n_layer", in: ArchitectureLimits.blocks)
    let attending = try config.blockIndices("attn_layer_idx", below: count)
    let attention = attending.isEmpty ? nil : try OriginalMixers.attention(config, width: width)
    let mixer = try OriginalMixers.mixer(config, width: width)
    let forward = try forward(config, norm)
    let blocks = (0..<count).map { index in
      let mixer = attending.contains(index) ? attention ?? mixer : mixer
      return Block([Layer([Part(norm: norm, [Branch(mixer)])])] + forward)
    }
    let architecture = Architecture(
      name: name, vocabulary: try vocabulary(config), width: width, blocks: blocks,
      finalNorm: norm, tiedHead: try config.bool("tie_embeddings", default: true))
    try architecture.validate(.configValue, at: FileLocation(config.file))
    return architecture
  }

  /// The gated MLP behind the mixer, whose inner width is rounded up to a multiple of 128; none where it is 0.
  private static func forward(_ config: ConfigReader, _ norm: Norm) throws -> [Layer] {
    let limit = ArchitectureLimits.width.upperBound / 2
    let width = try config.integer("d_intermediate", in: 0...limit, default: 0)
    if width == 0 { return [] }
    let mlp = MLPMixer(inner: (width + 127) / 128 * 128)
    return [Layer([Part(norm: norm, [Branch(.mlp(mlp))])])]
  }

  /// The rows of the embedding: `vocab_size` rounded up to a multiple of `pad_vocab_size_multiple`.
  private static func vocabulary(_ config: ConfigReader) throws -> Int {
    let sizes = ArchitectureLimits.vocabulary
    let size = try config.integer("vocab_size", in: sizes)
    let multiple = try config.integer("pad_vocab_size_multiple", in: 1...65536, default: 8)
    let rows = (size + multiple - 1) / multiple * multiple
    guard sizes.contains(rows) else {
      throw config.failure(.configValue, "vocab_size", "is \(size), too large with padding")
    }
    return rows
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "backbone.layers.{block}."
    var groups = [
      CommonNames.named(
        "mlp.", below: stem,
        ["norm": "norm2.weight", "norm_bias": "norm2.bias", "out_proj": "mlp.fc2.weight"])
    ]
    for prefix in ["", "mamba.", "mamba2.", "attention."] {
      groups += [
        CommonNames.mamba1(prefix, below: stem + "mixer."),
        CommonNames.mamba2(prefix, below: stem + "mixer."),
        CommonNames.named(
          prefix, below: stem,
          [
            "norm": "norm.weight", "norm_bias": "norm.bias",
            "qkv_proj": "mixer.in_proj.weight", "qkv_proj_bias": "mixer.in_proj.bias",
          ]),
      ]
    }
    // What passes the gate is stored in front of it.
    let halves = StoredPattern(of: MLPMixer.self) { mlp in
      guard mlp.gated else { return nil }
      return [mlp.inner, 0].map { offset in
        StoredPiece(
          stem + "mlp.fc1.weight",
          span: RowSpan(offset: offset, count: mlp.inner, period: 2 * mlp.inner))
      }
    }
    groups.append([CommonNames.block("mlp.in_proj"): halves])
    return TensorNames(
      embedding: "backbone.embedding.weight", finalNorm: "backbone.norm_f", groups)
  }
}

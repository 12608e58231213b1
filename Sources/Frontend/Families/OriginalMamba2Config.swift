import Diagnostics

/// The configuration of state-spaces/mamba: `MambaConfig`, whose `ssm_cfg` holds arguments of the class `Mamba2`.
///
/// Absent keys have the defaults of those classes. Unknown keys are refused, as those classes do.
enum OriginalMamba2Config: ModelFamily {
  static let title = "Mamba2 of state-spaces"
  static let layout = CheckpointOrigin.Layout.stateSpaces
  static let names = TensorNames.stateSpaces

  static func owns(_ config: ConfigReader) -> Bool {
    config.value("model_type") == nil && config.value("d_model") != nil
  }

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    try checkKeys(config, known: modelKeys)
    try config.refuse("d_intermediate", unless: { $0.integer == 0 }, "0")
    try config.refuse("attn_layer_idx", unless: { $0.array?.isEmpty == true }, "[]")
    try config.refuse("rms_norm", unless: { $0.bool == true }, "true")
    let width = try config.integer("d_model", in: ArchitectureLimits.width)
    let block = Block(normEpsilon: 1e-5, mixer: .mamba2(try mixer(config, width: width)))
    let count = try config.integer("n_layer", in: ArchitectureLimits.blocks)
    let architecture = Architecture(
      name: name, vocabulary: try vocabulary(config), width: width,
      blocks: Array(repeating: block, count: count), finalNormEpsilon: 1e-5,
      tiedHead: try config.bool("tie_embeddings", default: true))
    try architecture.validate(.configValue, at: Place(config.file))
    return architecture
  }

  private static let modelKeys = [
    "d_model", "d_intermediate", "n_layer", "vocab_size", "ssm_cfg", "attn_layer_idx", "attn_cfg",
    "rms_norm", "residual_in_fp32", "fused_add_norm", "pad_vocab_size_multiple", "tie_embeddings",
  ]

  /// Arguments of the class that only steer initialization and training, or choose between equal computations.
  private static let neutralKeys = [
    "layer", "conv_init", "A_init_range", "dt_min", "dt_max", "dt_init_floor", "use_mem_eff_path",
    "process_group", "sequence_parallel",
  ]

  private static let mixerKeys =
    neutralKeys + [
      "d_state", "d_conv", "expand", "headdim", "d_ssm", "ngroups", "D_has_hdim", "rmsnorm",
      "norm_before_gate", "dt_limit", "bias", "conv_bias", "chunk_size",
    ]

  private static func mixer(_ config: ConfigReader, width: Int) throws -> Mamba2Mixer {
    let object = config.value("ssm_cfg")?.object ?? JSONObject(members: [])
    let layer = ConfigReader(object: object, file: config.file, prefix: "ssm_cfg.")
    let kind = try layer.string("layer", default: "Mamba1")
    guard kind == "Mamba2" else {
      throw Diagnostic(
        .unsupportedFamily, "the layer \(named(kind)) is not supported",
        at: layer.place("layer"), help: "supported is: Mamba2")
    }
    try checkKeys(layer, known: mixerKeys)
    let sizes = ArchitectureLimits.width
    let inner = try layer.expanded("expand", width)
    try layer.refuse("d_ssm", unless: { $0.integer == Int64(inner) }, "\(inner)")
    try layer.refuse("D_has_hdim", unless: { $0.bool == false }, "false")
    try layer.refuse("rmsnorm", unless: { $0.bool == true }, "true")
    try layer.refuse("norm_before_gate", unless: { $0.bool == false }, "false")
    let headDim = try layer.integer("headdim", in: sizes, default: 64)
    guard inner.isMultiple(of: headDim), sizes.contains(inner) else {
      throw layer.failure(
        .configValue, "headdim", "is \(headDim), which does not divide the inner width \(inner)")
    }
    return Mamba2Mixer(
      heads: inner / headDim, headDim: headDim,
      groups: try layer.integer("ngroups", in: sizes, default: 1),
      state: try layer.integer("d_state", in: sizes, default: 128),
      convWidth: try layer.integer("d_conv", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try layer.bool("bias", default: false),
      convBias: try layer.bool("conv_bias", default: true),
      timeStepLimit: try layer.timeStepLimit("dt_limit"), gateNormEpsilon: 1e-5,
      checkpointChunk: try layer.integer("chunk_size", in: ArchitectureLimits.chunk, default: 256))
  }

  /// The rows of the embedding: `vocab_size` rounded up to a multiple of `pad_vocab_size_multiple`.
  private static func vocabulary(_ config: ConfigReader) throws -> Int {
    let sizes = ArchitectureLimits.vocabulary
    let size = try config.integer("vocab_size", in: sizes)
    let multiple = try config.integer("pad_vocab_size_multiple", in: 1...65536, default: 8)
    let rows = (size + multiple - 1) / multiple * multiple
    guard sizes.contains(rows) else {
      throw config.failure(.configValue, "vocab_size", "is \(size), too many with its padding")
    }
    return rows
  }

  private static func checkKeys(_ config: ConfigReader, known: [String]) throws {
    for member in config.object.members where !known.contains(member.key) {
      throw config.failure(.unsupportedSetting, member.key, "is not a known key")
    }
  }
}

import Diagnostics

/// Reads the mixers of a configuration of state-spaces/mamba.
enum OriginalMixers {
  /// Arguments of the classes that only steer initialization and training, or choose between equal computations.
  static let neutralKeys: Set<String> = [
    "conv_init", "A_init_range", "dt_min", "dt_max", "dt_init", "dt_scale", "dt_init_floor",
    "use_mem_eff_path", "use_fast_path", "process_group", "sequence_parallel",
  ]

  /// The mixer of blocks without attention, in a model of `width` channels.
  static func mixer(_ config: ConfigReader, width: Int) throws -> Mixer {
    let empty = ConfigReader(object: JSONObject(members: []), file: config.file, prefix: "ssm_cfg.")
    let layer = try config.nested("ssm_cfg") ?? empty
    let mixer: Mixer
    switch try layer.string("layer", default: "Mamba1") {
    case "Mamba1": mixer = .mamba1(try mamba1(layer, width: width))
    case "Mamba2": mixer = .mamba2(try mamba2(layer, width: width))
    case let kind:
      throw Diagnostic(
        .unsupportedFamily, "the layer \(named(kind)) is not supported",
        at: layer.place("layer"), help: "supported: Mamba1, Mamba2")
    }
    try layer.refuseUnknown(neutral: neutralKeys)
    return mixer
  }

  private static func mamba1(_ layer: ConfigReader, width: Int) throws -> Mamba1Mixer {
    Mamba1Mixer(
      inner: try layer.expanded("expand", width),
      state: try layer.integer("d_state", in: ArchitectureLimits.width, default: 16),
      convWidth: try layer.integer("d_conv", in: ArchitectureLimits.convWidth, default: 4),
      timeStepRank: try layer.timeStepRank("dt_rank", width: width),
      projectionBias: try layer.bool("bias", default: false),
      convBias: try layer.bool("conv_bias", default: true))
  }

  private static func mamba2(_ layer: ConfigReader, width: Int) throws -> Mamba2Mixer {
    let sizes = ArchitectureLimits.width
    let inner = try layer.expanded("expand", width)
    try layer.refuse("d_ssm", unless: { $0.integer == Int64(inner) }, "\(inner)")
    try layer.refuse("D_has_hdim", unless: { $0.bool == false }, "false")
    let headDim = try layer.integer("headdim", in: sizes, default: 64)
    guard inner.isMultiple(of: headDim), sizes.contains(inner) else {
      throw layer.failure(
        .configValue, "headdim", "is \(headDim), which is not a divisor of the inner width \(inner)"
      )
    }
    let hasNorm = try layer.bool("rmsnorm", default: true)
    let isNormFirst = try layer.bool("norm_before_gate", default: false)
    return Mamba2Mixer(
      heads: inner / headDim, headDim: headDim,
      groups: try layer.integer("ngroups", in: sizes, default: 1),
      state: try layer.integer("d_state", in: sizes, default: 128),
      convWidth: try layer.integer("d_conv", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try layer.bool("bias", default: false),
      convBias: try layer.bool("conv_bias", default: true),
      timeStepLimit: try layer.timeStepLimit("dt_limit"),
      gateNorm: hasNorm
        ? isNormFirst ? .normFirst(epsilon: 1e-5) : .gateFirst(epsilon: 1e-5) : .gateOnly,
      checkpointChunk: try layer.integer("chunk_size", in: ArchitectureLimits.chunk, default: 256))
  }

  /// The attention of the blocks in `attn_layer_idx`.
  static func attention(_ config: ConfigReader, width: Int) throws -> Mixer {
    guard let layer = try config.nested("attn_cfg") else {
      throw config.failure(.configKey, "attn_cfg", "is missing, which 'attn_layer_idx' calls for")
    }
    let sizes = ArchitectureLimits.width
    guard layer.value("causal")?.bool == true else {
      throw layer.failure(.unsupportedSetting, "causal", "is not true, the only supported value")
    }
    try layer.refuse("mlp_dim", unless: { $0.integer == 0 }, "0")
    try layer.refuse("rotary_emb_interleaved", unless: { $0.bool == false }, "false")
    let heads = try layer.integer("num_heads", in: sizes)
    let headDim = try layer.integer("head_dim", in: sizes, default: max(1, width / heads))
    let dims = try layer.integer(
      "rotary_emb_dim", in: 0...ArchitectureLimits.width.upperBound, default: 0)
    let theta = try layer.positive("rotary_emb_base", default: 10_000)
    guard theta > 1 else {
      throw layer.failure(.configValue, "rotary_emb_base", "is \(theta), expected more than 1")
    }
    let attention = AttentionMixer(
      heads: heads, groups: try layer.integer("num_heads_kv", in: sizes, default: heads),
      headDim: headDim,
      scale: try layer.number("softmax_scale", default: 1 / Double(headDim).squareRoot()),
      rotary: dims == 0 ? nil : RotaryPositions(dims: dims, theta: theta),
      projectionBias: try layer.bool("qkv_proj_bias", default: true),
      outputBias: try layer.bool("out_proj_bias", default: true),
      convWidth: try layer.integer(
        "d_conv", in: 0...ArchitectureLimits.convWidth.upperBound, default: 0))
    try layer.refuseUnknown(neutral: [])
    return .attention(attention)
  }
}

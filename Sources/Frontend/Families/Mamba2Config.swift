/// The configuration of mamba2 as transformers writes it, versions 4 and 5.
///
/// `norm_before_gate` is not read: transformers ignores it, and published configurations have values that the weights do
/// not follow.
enum Mamba2Config: ModelFamily {
  static let title = "mamba2"
  static let neutralKeys: Set<String> = [
    "intermediate_size", "norm_before_gate", "time_step_floor", "time_step_init_scheme",
    "time_step_max", "time_step_min", "time_step_rank", "time_step_scale", "use_triton_kernels",
    "A_initializer_range", "chunk_size_list", "emb_initializer_range", "n_layer",
  ]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    try config.refuse("rms_norm", unless: { $0.bool == true }, "true")
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    let epsilon = try config.epsilon("layer_norm_epsilon")
    let sizes = ArchitectureLimits.width
    let mixer = Mamba2Mixer(
      heads: try config.integer("num_heads", in: sizes, default: 128),
      headDim: try config.integer("head_dim", in: sizes, default: 64),
      groups: try config.integer("n_groups", in: sizes, default: 8),
      state: try config.integer("state_size", in: sizes, default: 128),
      convWidth: try config.integer("conv_kernel", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try config.bool("use_bias", default: false),
      convBias: try config.bool("use_conv_bias", default: true),
      timeStepLimit: try config.timeStepLimit("time_step_limit"),
      gateNorm: .gateFirst(epsilon: epsilon),
      checkpointChunk: try config.integer("chunk_size", in: ArchitectureLimits.chunk, default: 256))
    let inner = try config.expanded("expand", model.width)
    guard mixer.inner == inner else {
      throw config.failure(
        .configValue, "num_heads",
        "× head_dim is \(mixer.inner), but expand × hidden_size is \(inner)")
    }
    let norm = Norm(epsilon: epsilon)
    return try model.architecture(
      try model.blocks { _ in Block(norm: norm, mixer: .mamba2(mixer)) }, finalNorm: norm,
      tiedHead: false)
  }

  static func names(_ architecture: Architecture) -> TensorNames { .mamba }
}

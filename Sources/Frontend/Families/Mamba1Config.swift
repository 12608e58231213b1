/// The configuration of mamba as transformers writes it, versions 4 and 5.
enum Mamba1Config: ModelFamily {
  static let title = "mamba"
  static let neutralKeys: Set<String> = [
    "time_step_floor", "time_step_init_scheme", "time_step_max", "time_step_min",
    "time_step_scale",
    // What conversions from the layout of state-spaces/mamba left behind.
    "d_inner", "d_model", "fused_add_norm", "n_layer", "pad_vocab_size_multiple", "ssm_cfg",
  ]
  static let conditionalKeys: Set<String> = ["expand"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    try architecture(config, name: name, selectionNorm: .none)
  }

  /// The model with `selectionNorm` in its mixers, in which alone the relatives of mamba differ.
  static func architecture(
    _ config: ConfigReader, name: String, selectionNorm: Mamba1Mixer.SelectionNorm
  ) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    try config.refuse("rms_norm", unless: { $0.bool == true }, "true")
    let norm = Norm(epsilon: try config.epsilon("layer_norm_epsilon"))
    let mixer = Mamba1Mixer(
      inner: try inner(config, width: model.width),
      state: try config.integer("state_size", in: ArchitectureLimits.width, default: 16),
      convWidth: try config.integer("conv_kernel", in: ArchitectureLimits.convWidth, default: 4),
      timeStepRank: try config.timeStepRank("time_step_rank", width: model.width),
      projectionBias: try config.bool("use_bias", default: false),
      convBias: try config.bool("use_conv_bias", default: true), selectionNorm: selectionNorm)
    return try model.architecture(
      try model.blocks { _ in Block(norm: norm, mixer: .mamba1(mixer)) }, finalNorm: norm,
      tiedHead: true)
  }

  /// `intermediate_size`, which goes before `expand`: falcon-mamba-7b has 8192 and 16 for a width of 4096.
  private static func inner(_ config: ConfigReader, width: Int) throws -> Int {
    config.value("intermediate_size") == nil
      ? try config.expanded("expand", width)
      : try config.integer("intermediate_size", in: ArchitectureLimits.width)
  }

  static func names(_ architecture: Architecture) -> TensorNames { .mamba }
}

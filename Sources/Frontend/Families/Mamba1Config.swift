import Diagnostics

/// The configuration of mamba as transformers writes it, versions 4 and 5.
///
/// Keys that only steer training, initialization or the choice between equal computations are not read.
enum Mamba1Config: ModelFamily {
  static let title = "mamba"
  static let layout = CheckpointOrigin.Layout.transformers
  static let names = TensorNames.transformers

  static func owns(_ config: ConfigReader) -> Bool { config.hasModelType("mamba") }

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    guard config.value("quantization_config") == nil else {
      throw config.failure(
        .unsupportedSetting, "quantization_config", "is there, supported are weights as trained")
    }
    let sizes = ArchitectureLimits.width
    let width = try config.integer("hidden_size", in: sizes)
    let epsilon = try config.epsilon("layer_norm_epsilon")
    let activation = try config.string("hidden_act", default: "silu")
    guard activation == "silu" || activation == "swish" else {
      throw config.failure(
        .unsupportedSetting, "hidden_act", "is \(named(activation)), supported is 'silu'")
    }
    let mixer = Mamba1Mixer(
      inner: try config.expanded("expand", width),
      state: try config.integer("state_size", in: sizes, default: 16),
      convWidth: try config.integer("conv_kernel", in: ArchitectureLimits.convWidth, default: 4),
      timeStepRank: try timeStepRank(config, width: width),
      projectionBias: try config.bool("use_bias", default: false),
      convBias: try config.bool("use_conv_bias", default: true))
    let count = try config.integer("num_hidden_layers", in: ArchitectureLimits.blocks)
    let architecture = Architecture(
      name: name,
      vocabulary: try config.integer("vocab_size", in: ArchitectureLimits.vocabulary),
      width: width,
      blocks: Array(repeating: Block(normEpsilon: epsilon, mixer: .mamba1(mixer)), count: count),
      finalNormEpsilon: epsilon,
      tiedHead: try config.bool("tie_word_embeddings", default: true),
      beginToken: try config.tokens("bos_token_id").first,
      endTokens: try config.tokens("eos_token_id"))
    try architecture.validate(.configValue, at: Place(config.file))
    return architecture
  }

  /// `time_step_rank`, of which "auto", also where it is absent, is ⌈width / 16⌉.
  private static func timeStepRank(_ config: ConfigReader, width: Int) throws -> Int {
    let isAuto = config.value("time_step_rank").map { $0.string == "auto" } ?? true
    return isAuto
      ? (width + 15) / 16
      : try config.integer("time_step_rank", in: ArchitectureLimits.width)
  }
}

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
    try TransformersModel.architecture(config, name: name, tiedHead: true) { width, _ in
      .mamba1(
        Mamba1Mixer(
          inner: try config.expanded("expand", width),
          state: try config.integer("state_size", in: ArchitectureLimits.width, default: 16),
          convWidth: try config.integer(
            "conv_kernel", in: ArchitectureLimits.convWidth, default: 4),
          timeStepRank: try timeStepRank(config, width: width),
          projectionBias: try config.bool("use_bias", default: false),
          convBias: try config.bool("use_conv_bias", default: true)))
    }
  }

  /// `time_step_rank`, of which "auto", also where it is absent, is ⌈width / 16⌉.
  private static func timeStepRank(_ config: ConfigReader, width: Int) throws -> Int {
    let isAuto = config.value("time_step_rank").map { $0.string == "auto" } ?? true
    return isAuto
      ? (width + 15) / 16
      : try config.integer("time_step_rank", in: ArchitectureLimits.width)
  }
}

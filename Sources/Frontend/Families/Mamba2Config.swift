import Diagnostics

/// The configuration of mamba2 as transformers writes it, versions 4 and 5.
///
/// Keys that only steer training or initialization are not read. `norm_before_gate` is not either: transformers ignores
/// it, and published configurations have values that the weights do not follow.
enum Mamba2Config: ModelFamily {
  static let title = "mamba2"
  static let layout = CheckpointOrigin.Layout.transformers
  static let names = TensorNames.transformers

  static func owns(_ config: ConfigReader) -> Bool { config.hasModelType("mamba2") }

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    try config.refuse("rms_norm", unless: { $0.bool == true }, "true")
    let sizes = ArchitectureLimits.width
    return try TransformersModel.architecture(config, name: name, tiedHead: false) {
      width, epsilon in
      let mixer = Mamba2Mixer(
        heads: try config.integer("num_heads", in: sizes),
        headDim: try config.integer("head_dim", in: sizes),
        groups: try config.integer("n_groups", in: sizes),
        state: try config.integer("state_size", in: sizes),
        convWidth: try config.integer("conv_kernel", in: ArchitectureLimits.convWidth, default: 4),
        projectionBias: try config.bool("use_bias", default: false),
        convBias: try config.bool("use_conv_bias", default: true),
        timeStepLimit: try config.timeStepLimit("time_step_limit"), gateNormEpsilon: epsilon,
        checkpointChunk: try config.integer(
          "chunk_size", in: ArchitectureLimits.chunk, default: 256))
      let inner = try config.expanded("expand", width)
      guard mixer.inner == inner else {
        throw config.failure(
          .configValue, "num_heads",
          "× head_dim is \(mixer.inner), but expand × hidden_size is \(inner)")
      }
      return .mamba2(mixer)
    }
  }
}

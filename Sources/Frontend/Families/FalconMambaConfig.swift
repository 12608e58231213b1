/// The configuration of falcon_mamba: mamba with RMS norms, which have no weights, of Δ's factor, B and C.
enum FalconMambaConfig: ModelFamily {
  static let title = "falcon_mamba"
  static let neutralKeys = Mamba1Config.neutralKeys.union(["use_falcon_mambapy"])
  static let conditionalKeys = Mamba1Config.conditionalKeys

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    try Mamba1Config.architecture(
      config, name: name,
      selectionNorm: .weightless(epsilon: try config.epsilon("mixer_rms_eps", default: 1e-6)))
  }

  static func names(_ architecture: Architecture) -> TensorNames { .mamba }
}

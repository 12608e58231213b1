import Diagnostics

/// What the configurations of mamba and mamba2 say in the same keys; the mixer is each family's own.
enum TransformersModel {
  /// The model called `name` that `config` describes, of equal blocks with `mixer`, which is given width and epsilon.
  static func architecture(
    _ config: ConfigReader, name: String, tiedHead: Bool,
    mixer: (_ width: Int, _ epsilon: Double) throws -> Mixer
  ) throws -> Architecture {
    guard config.value("quantization_config") == nil else {
      throw config.failure(
        .unsupportedSetting, "quantization_config", "is there, supported are weights as trained")
    }
    let width = try config.integer("hidden_size", in: ArchitectureLimits.width)
    let epsilon = try config.epsilon("layer_norm_epsilon")
    let activation = try config.string("hidden_act", default: "silu")
    guard activation == "silu" || activation == "swish" else {
      throw config.failure(
        .unsupportedSetting, "hidden_act", "is \(named(activation)), supported is 'silu'")
    }
    let block = Block(normEpsilon: epsilon, mixer: try mixer(width, epsilon))
    let count = try config.integer("num_hidden_layers", in: ArchitectureLimits.blocks)
    let architecture = Architecture(
      name: name,
      vocabulary: try config.integer("vocab_size", in: ArchitectureLimits.vocabulary),
      width: width, blocks: Array(repeating: block, count: count), finalNormEpsilon: epsilon,
      tiedHead: try config.bool("tie_word_embeddings", default: tiedHead),
      beginToken: try config.tokens("bos_token_id").first,
      endTokens: try config.tokens("eos_token_id"))
    try architecture.validate(.configValue, at: Place(config.file))
    return architecture
  }
}

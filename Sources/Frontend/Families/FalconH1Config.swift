/// The configuration of falcon_h1: Mamba-2 and attention side by side in every block, with factors at many places.
enum FalconH1Config: ModelFamily {
  static let title = "falcon_h1"
  static let neutralKeys: Set<String> = ["mamba_use_mlp", "mlp_expansion_factor"]
  static let conditionalKeys: Set<String> = ["mamba_expand", "mamba_norm_before_gate"]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("hidden_act")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps"))
    let mlpScales = try config.numbers("mlp_multipliers", count: 2) ?? [1, 1]
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      gateScale: mlpScales[0], projectionBias: try config.bool("mlp_bias", default: false))
    let block = Block([
      Layer([
        Part(
          norm: norm,
          [
            Branch(
              .mamba2(try mamba(config, width: model.width, epsilon: norm.epsilon)),
              inputScale: try config.number("ssm_in_multiplier", default: 1),
              outputScale: try config.number("ssm_out_multiplier", default: 1)),
            Branch(
              .attention(try attention(config, width: model.width)),
              inputScale: try config.number("attention_in_multiplier", default: 1),
              outputScale: try config.number("attention_out_multiplier", default: 1)),
          ])
      ]),
      Layer([Part(norm: norm, [Branch(.mlp(mlp), outputScale: mlpScales[1])])]),
    ])
    return try model.architecture(
      try model.blocks { _ in block }, finalNorm: norm, tiedHead: false,
      embeddingScale: try config.number("embedding_multiplier", default: 1),
      headScale: try config.number("lm_head_multiplier", default: 1))
  }

  private static func mamba(
    _ config: ConfigReader, width: Int, epsilon: Double
  ) throws -> Mamba2Mixer {
    var mamba = try config.hybridMamba2(
      inner: try inner(config, width: width), gateNorm: try gateNorm(config, epsilon),
      timeStepLimit: try config.timeStepLimit("time_step_limit"))
    mamba.outputBias = try config.bool("projectors_bias", default: false)
    let multipliers = try config.numbers("ssm_multipliers", count: 5) ?? []
    mamba.multipliers = multipliers.allSatisfy { $0 == 1 } ? [] : multipliers
    return mamba
  }

  /// The inner width, of which only null, not absence, is a multiple of the model's.
  private static func inner(_ config: ConfigReader, width: Int) throws -> Int {
    let isNull = config.object.member("mamba_d_ssm")?.value.isNull ?? false
    return isNull
      ? try config.expanded("mamba_expand", width)
      : try config.integer("mamba_d_ssm", in: ArchitectureLimits.width, default: 1024)
  }

  private static func gateNorm(
    _ config: ConfigReader, _ epsilon: Double
  ) throws -> Mamba2Mixer.GateNorm {
    guard try config.bool("mamba_rms_norm", default: false) else { return .gateOnly }
    let isNormFirst = try config.bool("mamba_norm_before_gate", default: true)
    return isNormFirst ? .normFirst(epsilon: epsilon) : .gateFirst(epsilon: epsilon)
  }

  private static func attention(_ config: ConfigReader, width: Int) throws -> AttentionMixer {
    var attention = try config.attention(width: width, groups: 8)
    attention.rotary = try RotaryConfig.rotary(config, headDim: attention.headDim)
    // A factor of keys is one of their products with queries.
    attention.scale *= try config.number("key_multiplier", default: 1)
    let bias = try config.bool("attention_bias", default: false)
    (attention.projectionBias, attention.outputBias) = (bias, bias)
    return attention
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "model.layers.{block}."
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.final_layernorm",
      [
        CommonNames.mamba2("mamba2.", below: stem + "mamba."),
        CommonNames.transformer(below: stem, mlp: "feed_forward", norm: "pre_ff_layernorm"),
        CommonNames.named("", below: stem, ["mamba2.norm": "input_layernorm.weight"]),
      ], isSpare: { $0.hasSuffix("rotary_emb.inv_freq") })
  }
}

import Diagnostics
import IR

/// The configuration of nemotron_h: blocks of one mixer each, which is Mamba-2, attention, an MLP or experts.
///
/// `time_step_limit` and `expand` are not read: transformers ignores both, steps are at least `time_step_min`. So it does
/// with `attention_bias` and `n_shared_experts`: attention has no biases, and the shared expert its own width.
enum NemotronHConfig: ModelFamily {
  static let title = "nemotron_h"
  static let neutralKeys: Set<String> = [
    "expand", "mamba_expand", "time_step_limit", "mamba_dt_limit", "time_step_max",
    "mamba_dt_max", "time_step_floor", "mamba_dt_init_floor", "mamba_ssm_cache_dtype",
    "moe_shared_expert_overlap", "mtp_layers_block_type", "num_nextn_predict_layers",
    "mtp_hybrid_override_pattern", "mamba_proj_bias", "norm_eps", "rms_norm_eps",
    "time_step_init_scheme", "time_step_rank", "time_step_scale",
    // Its attention has no positions.
    "partial_rotary_factor", "rope_parameters", "rope_scaling", "rope_theta",
    "attention_bias", "n_shared_experts",
  ]
  static let conditionalKeys: Set<String> = [
    "attention_head_dim", "head_dim", "num_attention_heads",
    "num_key_value_heads",
    "intermediate_size", "moe_intermediate_size", "moe_latent_size",
    "moe_shared_expert_intermediate_size", "n_group", "n_routed_experts",
    "norm_topk_prob", "num_experts_per_tok", "routed_scaling_factor", "topk_group",
    "mamba_head_dim", "mamba_num_heads", "n_groups", "ssm_state_size", "conv_kernel", "use_bias",
    "use_conv_bias", "chunk_size", "time_step_min", "mamba_n_groups", "mamba_d_conv",
    "mamba_conv_bias", "mamba_chunk_size", "mamba_dt_min",
  ]

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try model.requireSiLU("mamba_hidden_act")
    try config.refuse("sliding_window", unless: { _ in false }, "null")
    let norm = Norm(epsilon: try config.epsilon("layer_norm_epsilon"))
    let kinds = try kinds(config, count: model.blockCount)
    let blocks = try kinds.map { kind in
      Block([Layer([Part(norm: norm, try branches(kind, config, model, norm.epsilon))])])
    }
    return try model.architecture(blocks, finalNorm: norm, tiedHead: false)
  }

  private enum Kind: Character {
    case mamba = "M"
    case attention = "*"
    case mlp = "-"
    case experts = "E"

    static let words: [String: Kind] = [
      "mamba": .mamba, "linear_attention": .mamba, "attention": .attention,
      "full_attention": .attention, "mlp": .mlp, "moe": .experts,
    ]
  }

  /// What the blocks are, `count` of them if the configuration says so.
  private static func kinds(_ config: ConfigReader, count: Int?) throws -> [Kind] {
    let (list, pattern) = ("layers_block_type", "hybrid_override_pattern")
    guard let words = try config.blockTypes(list, count: count) else {
      return try letters(config, pattern)
    }
    let kinds = try words.map { word in
      guard let kind = Kind.words[word] else {
        throw config.failure(
          .unsupportedSetting, list,
          "has \(named(word)), expected mamba, attention, mlp or moe")
      }
      return kind
    }
    if config.value(pattern) != nil, try letters(config, pattern) != kinds {
      throw Spelling(config, pattern).contradicts(Spelling(config, list))
    }
    return kinds
  }

  /// The kinds that the letters at `key` stand for.
  private static func letters(_ config: ConfigReader, _ key: String) throws -> [Kind] {
    try config.string(key).map { letter in
      guard let kind = Kind(rawValue: letter) else {
        throw config.failure(
          .unsupportedSetting, key,
          "has \(named(String(letter))), expected M, *, - or E")
      }
      return kind
    }
  }

  private static func branches(
    _ kind: Kind, _ config: ConfigReader, _ model: TransformersModel, _ epsilon: Double
  ) throws -> [Branch] {
    let sizes = ArchitectureLimits.width
    let activation = try model.activation("mlp_hidden_act", default: "relu2")
    let mlpBias = try config.bool("mlp_bias", default: false)
    func mlp(_ key: String) throws -> Branch {
      Branch(
        .mlp(
          MLPMixer(
            inner: try config.integer(key, in: sizes), activation: activation, gated: false,
            projectionBias: mlpBias)))
    }
    switch kind {
    case .mamba: return [Branch(.mamba2(try mamba(config, epsilon)))]
    case .attention:
      var attention = try config.attention(width: model.width, groups: 8)
      attention.headDim = try headDim(config)
      attention.scale = 1 / Double(attention.headDim).squareRoot()
      return [Branch(.attention(attention))]
    case .mlp: return [try mlp("intermediate_size")]
    case .experts:
      return [
        Branch(.experts(try experts(config, activation))),
        try mlp("moe_shared_expert_intermediate_size"),
      ]
    }
  }

  /// Channels per head, which the first models called `attention_head_dim`.
  private static func headDim(_ config: ConfigReader) throws -> Int {
    try config.integer(
      config.spelling("head_dim", "attention_head_dim"), in: ArchitectureLimits.width, default: 128)
  }

  private static func mamba(_ config: ConfigReader, _ epsilon: Double) throws -> Mamba2Mixer {
    let sizes = ArchitectureLimits.width
    // Keys of hybrids go before the family's own, as in transformers.
    func key(_ own: String, _ hybrid: String) throws -> String {
      try config.spelling(hybrid, own)
    }
    let leastKey = try key("time_step_min", "mamba_dt_min")
    let least = try config.number(leastKey, default: 0.001)
    guard least >= 0 else {
      throw config.failure(.configValue, leastKey, "is \(least), expected at least 0")
    }
    return Mamba2Mixer(
      heads: try config.integer("mamba_num_heads", in: sizes, default: 128),
      headDim: try config.integer("mamba_head_dim", in: sizes, default: 64),
      groups: try config.integer(key("n_groups", "mamba_n_groups"), in: sizes, default: 8),
      state: try config.integer("ssm_state_size", in: sizes, default: 128),
      convWidth: try config.integer(
        key("conv_kernel", "mamba_d_conv"), in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try config.bool("use_bias", default: false),
      convBias: try config.bool(key("use_conv_bias", "mamba_conv_bias"), default: true),
      timeStepLimit: least...Double.infinity, gateNorm: .gateFirst(epsilon: epsilon),
      checkpointChunk: try config.integer(
        key("chunk_size", "mamba_chunk_size"), in: ArchitectureLimits.chunk, default: 128))
  }

  private static func experts(
    _ config: ConfigReader, _ activation: Activation
  ) throws -> ExpertsMixer {
    let limit = ArchitectureLimits.experts
    return ExpertsMixer(
      count: try config.integer("n_routed_experts", in: limit, default: 8),
      chosen: try config.integer("num_experts_per_tok", in: limit, default: 2),
      inner: try config.integer("moe_intermediate_size", in: ArchitectureLimits.width),
      activation: activation, gated: false,
      routing: .sigmoid(
        ExpertGroups(
          try config.integer("n_group", in: limit, default: 1),
          kept: try config.integer("topk_group", in: limit, default: 1)),
        normalized: try config.bool("norm_topk_prob", default: true),
        scale: try config.number("routed_scaling_factor", default: 1)),
      latent: config.value("moe_latent_size") == nil
        ? nil : try config.integer("moe_latent_size", in: ArchitectureLimits.width),
      latentBias: try config.bool("mlp_bias", default: false))
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let stem = "backbone.layers.{block}."
    let mixer = stem + "mixer."
    let alone = [
      Mamba2Mixer.name: CommonNames.mamba2("", below: mixer),
      AttentionMixer.name: CommonNames.attention("", below: mixer),
      MLPMixer.name: CommonNames.mlp("", below: mixer),
    ]
    return TensorNames(
      embedding: "backbone.embeddings.weight", finalNorm: "backbone.norm_f",
      [
        CommonNames.experts("experts.", below: mixer + "experts."),
        CommonNames.mlp("mlp.", below: mixer + "shared_experts."),
        CommonNames.named(
          "", below: stem,
          [
            "norm": "norm.weight", "experts.norm": "norm.weight",
            "experts.router": "mixer.gate.weight",
            "experts.correction": "mixer.gate.e_score_correction_bias",
            "experts.latent_in": "mixer.fc1_latent_proj.weight",
            "experts.latent_in_bias": "mixer.fc1_latent_proj.bias",
            "experts.latent_out": "mixer.fc2_latent_proj.weight",
            "experts.latent_out_bias": "mixer.fc2_latent_proj.bias",
          ]),
      ],
      // Blocks of all kinds call their tensors alike, and so do their parameters.
      exceptions: { parameter in
        guard let mixer = parameter.owner?.definition else { return nil }
        return alone[type(of: mixer).name]?[parameter.pattern]
      },
      isSpare: { $0.hasPrefix("mtp.") })
  }
}

import Diagnostics

/// The configuration of zamba2: Mamba-2, and shared Transformers in front of some blocks: Glorioso et al. 2024.
///
/// Steps are at least `time_step_min` and the gated norm has an epsilon of 1e-5, whatever the configuration says.
enum Zamba2Config: ModelFamily {
  static let title = "zamba2"
  static let neutralKeys: Set<String> = [
    "attention_hidden_size", "kv_channels", "num_query_groups", "time_step_max",
    "time_step_floor", "time_step_limit", "use_mem_eff_path", "ffn_hidden_size",
  ]
  static let conditionalKeys = RotaryConfig.keys

  /// The model called `name` that `config` describes.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture {
    let model = try TransformersModel(config, name: name)
    try config.refuse("use_long_context", unless: { $0.bool == false }, "false")
    try config.refuse("use_shared_mlp_adapter", unless: { $0.bool == true }, "true")
    try config.refuse("use_conv_bias", unless: { $0.bool == true }, "true")
    let norm = Norm(epsilon: try config.epsilon("rms_norm_eps"))
    let mamba = try mamba(config, width: model.width)
    let transformer = try transformer(config, model, norm)
    let count = try config.integer("num_mem_blocks", in: ArchitectureLimits.blocks, default: 1)
    let rank = try config.integer("adapter_rank", in: ArchitectureLimits.width, default: 128)
    let adapts = try config.bool("use_shared_attention_adapter", default: false)
    let hybrids = try hybrids(config, model)
    let blocks = try model.blocks { index in
      var part = Part(norm: norm, [Branch(.mamba2(mamba))])
      if let use = hybrids.firstIndex(of: index) {
        part.shared = SharedUse(
          transformer, index: use % count, attentionRank: adapts ? rank : nil, mlpRank: rank)
      }
      return Block([Layer([part])])
    }
    return try model.architecture(
      blocks, finalNorm: norm, tiedHead: true,
      shared: Array(repeating: transformer, count: min(count, hybrids.count)))
  }

  private static func mamba(_ config: ConfigReader, width: Int) throws -> Mamba2Mixer {
    let sizes = ArchitectureLimits.width
    let inner = try config.expanded("mamba_expand", width)
    let heads = try config.integer("n_mamba_heads", in: sizes, default: 8)
    guard inner.isMultiple(of: heads) else {
      throw config.failure(
        .configValue, "n_mamba_heads",
        "is \(heads), which is not a divisor of the inner width \(inner)")
    }
    let headDim = try config.integer("mamba_headdim", in: sizes, default: inner / heads)
    guard headDim == inner / heads else {
      throw config.failure(
        .configValue, "mamba_headdim",
        "is \(headDim), but \(heads) heads of the inner width \(inner) have \(inner / heads)")
    }
    let least = try config.number("time_step_min", default: 0.001)
    guard least >= 0 else {
      throw config.failure(.configValue, "time_step_min", "is \(least), expected at least 0")
    }
    return Mamba2Mixer(
      heads: heads, headDim: headDim,
      groups: try config.integer("mamba_ngroups", in: sizes, default: 1),
      state: try config.integer("mamba_d_state", in: sizes, default: 64),
      convWidth: try config.integer("mamba_d_conv", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: try config.bool("add_bias_linear", default: false), convBias: true,
      timeStepLimit: least...Double.infinity, gateNorm: .gateFirst(epsilon: 1e-5),
      checkpointChunk: try config.integer("chunk_size", in: ArchitectureLimits.chunk, default: 256))
  }

  private static func transformer(
    _ config: ConfigReader, _ model: TransformersModel, _ norm: Norm
  ) throws -> SharedTransformer {
    let sizes = ArchitectureLimits.width
    let heads = try config.integer("num_attention_heads", in: sizes, default: 32)
    let headDim = try config.integer(
      "attention_head_dim", in: sizes, default: max(1, 2 * model.width / heads))
    let turns = try config.bool("use_mem_rope", default: false)
    let attention = AttentionMixer(
      heads: heads,
      groups: try config.integer("num_key_value_heads", in: sizes, default: heads),
      headDim: headDim, scale: 1 / (Double(headDim) / 2).squareRoot(),
      rotary: turns ? try RotaryConfig.rotary(config, headDim: headDim) : nil)
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: sizes, default: 4 * model.width),
      activation: try model.activation("hidden_act", default: "gelu"),
      projectionBias: try config.bool("add_bias_linear", default: false))
    return SharedTransformer(norm: norm, attention: attention, mlp: mlp)
  }

  /// The blocks of a model that does not list them, as transformers has it.
  private static let usualCount = 54
  /// Those of them with a shared transformer.
  private static let usualHybrids = [6, 12, 18, 24, 30, 36, 42, 47, 51]

  /// The numbers of the blocks with a shared transformer, ascending.
  private static func hybrids(_ config: ConfigReader, _ model: TransformersModel) throws -> [Int] {
    let count = try model.count()
    let listed = try config.blockIndices("hybrid_layer_ids", below: count).sorted()
    guard let types = try config.blockTypes("layers_block_type", count: count) else {
      guard listed.isEmpty else { return listed }
      guard count == usualCount else {
        throw config.failure(.configKey, "layers_block_type", "is missing")
      }
      return usualHybrids
    }
    for type in types where !["mamba", "linear_attention", "hybrid"].contains(type) {
      throw config.failure(
        .unsupportedSetting, "layers_block_type",
        "has \(named(type)), expected mamba or hybrid")
    }
    let hybrids = types.indices.filter { types[$0] == "hybrid" }
    guard listed.isEmpty || listed == hybrids else {
      throw Spelling(config, "hybrid_layer_ids").contradicts(Spelling(config, "layers_block_type"))
    }
    return hybrids
  }

  static func names(_ architecture: Architecture) -> TensorNames {
    let hybrids = architecture.blocks.indices.filter {
      architecture.blocks[$0].layers.first?.parts.first?.shared != nil
    }
    let layer = "model.layers.{block}."
    let hybrid = CommonNames.mamba2("", below: layer + "mamba_decoder.mamba.").merging(
      CommonNames.named(
        "", below: layer,
        ["norm": "mamba_decoder.input_layernorm.weight", "shared.proj": "linear.weight"])
    ) { $1 }
    let count = architecture.shared.count
    return TensorNames(
      embedding: "model.embed_tokens.weight", finalNorm: "model.final_layernorm",
      [
        CommonNames.mamba2("", below: layer + "mamba."),
        CommonNames.named("", below: layer, ["norm": "input_layernorm.weight"]),
      ],
      exceptions: { parameter in
        guard let block = parameter.block else { return nil }
        if parameter.pattern.hasPrefix("shared.{block}.") {
          return hybrids.indices.contains(block) ? shared(parameter, stem(hybrids[block])) : nil
        }
        guard let use = hybrids.firstIndex(of: block), count > 0 else { return nil }
        return hybrid[parameter.pattern] ?? adapter(parameter, stem(hybrids[use % count]), use)
      })
  }

  /// What the names of a shared transformer's tensors start with; they are stored where it is used first.
  private static func stem(_ block: Int) -> String { "model.layers.\(block).shared_transformer." }

  /// Where a parameter of a shared transformer is stored.
  private static func shared(_ parameter: ParameterShape, _ stem: String) -> StoredPattern? {
    let attention = CommonNames.attention("", below: stem + "self_attn.")
    let role = String(parameter.pattern.dropFirst("shared.{block}.".count))
    let names = [
      "norm": "input_layernorm.weight", "mlp_norm": "pre_ff_layernorm.weight",
      "mlp.in_proj": "feed_forward.gate_up_proj.weight",
      "mlp.in_proj_bias": "feed_forward.gate_up_proj.bias",
      "mlp.out_proj": "feed_forward.down_proj.weight",
      "mlp.out_proj_bias": "feed_forward.down_proj.bias",
    ]
    return names[role].map { StoredPattern([StoredPiece(stem + $0)]) }
      ?? attention[CommonNames.block(role)]
  }

  /// Where an adapter of the `use`-th use is stored, in lists with a place for each.
  private static func adapter(
    _ parameter: ParameterShape, _ stem: String, _ use: Int
  ) -> StoredPattern? {
    func list(_ name: String, _ factor: Int) -> String {
      "\(stem)\(name)_adapter_list.\(use).\(factor).weight"
    }
    switch parameter.pattern {
    case CommonNames.block("shared.qkv_down"):
      return StoredPattern(
        ["q", "k", "v"].map {
          StoredPiece(list("self_attn.linear_\($0)", 0), rows: parameter.shape[0] / 3)
        })
    case CommonNames.block("shared.q_up"): return Self.single(list("self_attn.linear_q", 1))
    case CommonNames.block("shared.k_up"): return Self.single(list("self_attn.linear_k", 1))
    case CommonNames.block("shared.v_up"): return Self.single(list("self_attn.linear_v", 1))
    case CommonNames.block("shared.mlp_down"):
      return Self.single(list("feed_forward.gate_up_proj", 0))
    case CommonNames.block("shared.mlp_up"):
      return Self.single(list("feed_forward.gate_up_proj", 1))
    default: return nil
    }
  }

  private static func single(_ tensor: String) -> StoredPattern {
    StoredPattern([StoredPiece(tensor)])
  }
}

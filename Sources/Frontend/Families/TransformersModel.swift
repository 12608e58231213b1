import Diagnostics
import IR

/// What the configurations of transformers say in the same keys, whatever the family.
struct TransformersModel {
  private let config: ConfigReader
  private let name: String
  /// Channels of the residual stream.
  let width: Int
  /// The number of blocks that the configuration states, if it does.
  let blockCount: Int?

  /// Keys that only steer training, generation, storage or the choice between equal computations.
  ///
  /// `is_decoder` is among them: all families are decoders, and transformers asks for the key only in other models.
  static let neutralKeys: Set<String> = [
    "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "_from_model_config",
    "_name_or_path", "architectures", "attention_dropout", "attn_implementation", "auto_map",
    "bad_words_ids", "begin_suppress_tokens", "chunk_size_feed_forward", "decoder_start_token_id",
    "diversity_penalty", "do_sample", "dtype", "early_stopping", "encoder_no_repeat_ngram_size",
    "exponential_decay_length_penalty", "finetuning_task", "forced_bos_token_id",
    "forced_eos_token_id", "hidden_dropout", "id2label", "initializer_range", "is_decoder",
    "label2id", "length_penalty", "logits_to_keep", "max_length", "min_length",
    "no_repeat_ngram_size", "num_beam_groups", "num_beams", "num_logits_to_keep",
    "num_return_sequences", "output_attentions", "output_hidden_states", "output_router_logits",
    "output_scores", "pad_token_id", "prefix", "problem_type", "remove_invalid_values",
    "repetition_penalty", "rescale_prenorm_residual", "residual_in_fp32", "return_dict",
    "return_dict_in_generate", "router_aux_loss_coef", "sep_token_id", "suppress_tokens",
    "task_specific_params", "temperature", "tf_legacy_loss", "tokenizer_class", "top_k", "top_p",
    "torch_dtype", "torchscript", "transformers.js_config", "transformers_version", "typical_p",
    "unsloth_fixed", "unsloth_version", "use_associative_scan", "use_bfloat16", "use_cache",
    "use_mamba_kernels", "use_mambapy", "z_loss_coefficient",
  ]

  /// The keys of `config`, a model called `name`.
  init(_ config: ConfigReader, name: String) throws {
    guard config.value("quantization_config") == nil else {
      throw config.failure(
        .unsupportedSetting, "quantization_config",
        "is set, but quantized checkpoints are not supported")
    }
    try Self.refuseOtherModels(config)
    (self.config, self.name) = (config, name)
    width = try config.integer("hidden_size", in: ArchitectureLimits.width)
    blockCount =
      config.value("num_hidden_layers") == nil
      ? nil : try config.integer("num_hidden_layers", in: ArchitectureLimits.blocks)
  }

  /// Refuses what transformers lets every configuration ask for and no family here has.
  private static func refuseOtherModels(_ config: ConfigReader) throws {
    for key in ["add_cross_attention", "is_encoder_decoder", "tie_encoder_decoder"] {
      try config.refuse(key, unless: { $0.bool == false }, "false")
    }
    try config.refuse("cross_attention_hidden_size", unless: { _ in false }, "null")
    try config.refuse("pruned_heads", unless: { $0.object?.members.isEmpty ?? false }, "{}")
  }

  /// Throws unless the activation at `key` is SiLU.
  func requireSiLU(_ key: String) throws {
    try config.refuse(key, unless: { ["silu", "swish"].contains($0.string) }, "silu")
  }

  /// The activation at `key`.
  func activation(_ key: String, default fallback: String) throws -> Activation {
    let word = try config.string(key, default: fallback)
    switch word {
    case "silu", "swish": return .silu
    case "gelu", "gelu_python": return .gelu
    case "gelu_new", "gelu_pytorch_tanh", "gelu_fast": return .geluTanh
    case "relu": return .relu
    case "relu2": return .reluSquared
    default:
      throw config.failure(
        .unsupportedSetting, key,
        "is \(named(word)), expected silu, gelu, gelu_new, gelu_pytorch_tanh, relu or relu2")
    }
  }

  /// The number of blocks, in families that must state it.
  func count() throws -> Int {
    try config.integer("num_hidden_layers", in: ArchitectureLimits.blocks)
  }

  /// As many blocks as the configuration states, each made by `block` from its number.
  func blocks(_ block: (Int) throws -> Block) throws -> [Block] { try (0..<count()).map(block) }

  /// Refuses attention that sees only a window of tokens, in all blocks or in some.
  func refuseWindows() throws {
    try config.refuse("use_sliding_window", unless: { $0.bool == false }, "false")
    try config.refuse(
      "layer_types", unless: { $0.array?.allSatisfy { $0.string == "full_attention" } ?? false },
      "full_attention")
  }

  /// The model whose blocks are all `attention` and then a gated MLP of `intermediate_size` channels, each behind `norm`.
  func transformer(
    norm: Norm, _ attention: AttentionMixer, mlpBias: Bool = false
  ) throws -> Architecture {
    let mlp = MLPMixer(
      inner: try config.integer("intermediate_size", in: ArchitectureLimits.width),
      activation: try activation("hidden_act", default: "silu"), projectionBias: mlpBias)
    let block = Block([
      Layer([Part(norm: norm, [Branch(.attention(attention))])]),
      Layer([Part(norm: norm, [Branch(.mlp(mlp))])]),
    ])
    return try architecture(try blocks { _ in block }, finalNorm: norm, tiedHead: false)
  }

  /// The model with `blocks`.
  func architecture(
    _ blocks: [Block], finalNorm: Norm, tiedHead: Bool, shared: [SharedTransformer] = [],
    embeddingScale: Double = 1, headScale: Double = 1
  ) throws -> Architecture {
    if let blockCount, blockCount != blocks.count {
      throw config.failure(
        .configValue, "num_hidden_layers",
        "is \(blockCount), but \(blocks.count) blocks are listed")
    }
    let architecture = Architecture(
      name: name,
      vocabulary: try config.integer("vocab_size", in: ArchitectureLimits.vocabulary),
      width: width,
      context: try config.integer(
        "max_position_embeddings", in: 1...Int.max, default: Architecture.usualContext),
      embeddingScale: embeddingScale, shared: shared, blocks: blocks, finalNorm: finalNorm,
      headScale: headScale,
      tiedHead: try config.bool("tie_word_embeddings", default: tiedHead),
      beginToken: try config.tokens("bos_token_id").first,
      endTokens: try config.tokens("eos_token_id"))
    try architecture.validate(.configValue, at: FileLocation(config.file))
    return architecture
  }
}

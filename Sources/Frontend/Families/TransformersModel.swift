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
  static let neutralKeys: Set<String> = [
    "_attn_implementation", "_attn_implementation_autoset", "_commit_hash", "_from_model_config",
    "_name_or_path", "add_cross_attention", "architectures",
    "attention_dropout", "attn_implementation", "auto_map", "bad_words_ids",
    "begin_suppress_tokens",
    "chunk_size_feed_forward",
    "cross_attention_hidden_size", "decoder_start_token_id", "diversity_penalty", "do_sample",
    "dtype", "early_stopping", "encoder_no_repeat_ngram_size", "exponential_decay_length_penalty",
    "finetuning_task", "forced_bos_token_id", "forced_eos_token_id", "id2label",
    "initializer_range", "is_decoder", "is_encoder_decoder", "label2id", "length_penalty",
    "max_length", "max_position_embeddings", "min_length", "model_type", "no_repeat_ngram_size",
    "num_beam_groups", "num_beams", "num_return_sequences", "output_attentions",
    "output_hidden_states", "output_router_logits", "output_scores", "pad_token_id", "prefix",
    "problem_type", "pruned_heads", "remove_invalid_values", "repetition_penalty", "return_dict",
    "return_dict_in_generate", "sep_token_id", "suppress_tokens", "task_specific_params",
    "temperature", "tf_legacy_loss", "tie_encoder_decoder", "tokenizer_class", "top_k", "top_p",
    "torch_dtype", "torchscript", "transformers.js_config", "transformers_version", "typical_p",
    "unsloth_fixed",
    "unsloth_version",
    "use_bfloat16", "use_cache", "num_logits_to_keep", "logits_to_keep", "router_aux_loss_coef",
    "use_mamba_kernels", "use_associative_scan", "use_mambapy", "rescale_prenorm_residual",
    "residual_in_fp32", "z_loss_coefficient", "hidden_dropout",
  ]

  /// The keys of `config`, a model called `name`.
  init(_ config: ConfigReader, name: String) throws {
    guard config.value("quantization_config") == nil else {
      throw config.failure(
        .unsupportedSetting, "quantization_config", "is there, supported are weights as trained")
    }
    (self.config, self.name) = (config, name)
    width = try config.integer("hidden_size", in: ArchitectureLimits.width)
    blockCount =
      config.value("num_hidden_layers") == nil
      ? nil : try config.integer("num_hidden_layers", in: ArchitectureLimits.blocks)
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
        "is \(named(word)), supported are silu, gelu, gelu_new, gelu_pytorch_tanh, relu and relu2")
    }
  }

  /// As many blocks as the configuration states, each made by `block` from its number.
  func blocks(_ block: (Int) throws -> Block) throws -> [Block] {
    guard let blockCount else {
      throw Diagnostic(
        .configKey, "the key 'num_hidden_layers' is missing", at: Place(config.file))
    }
    return try (0..<blockCount).map(block)
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
    try architecture.validate(.configValue, at: Place(config.file))
    return architecture
  }
}

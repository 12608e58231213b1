import Testing

@testable import Frontend

/// Qwen3: norms of the heads of queries and keys.
@Suite struct Qwen3Tests {
  /// The configuration of Qwen3-0.6B as published, but for its sizes, and with `new` in the place of `old`.
  private func configuration(
    replacing old: String = "{", by new: String = "{"
  ) throws -> ModelConfiguration {
    let published = """
      {
        "architectures": ["Qwen3ForCausalLM"], "attention_bias": false, "attention_dropout": 0.0,
        "bos_token_id": 1, "eos_token_id": 2, "head_dim": 8, "hidden_act": "silu",
        "hidden_size": 12, "initializer_range": 0.02, "intermediate_size": 20,
        "max_position_embeddings": 40960, "max_window_layers": 28, "model_type": "qwen3",
        "num_attention_heads": 4, "num_hidden_layers": 1, "num_key_value_heads": 2,
        "rms_norm_eps": 1e-06, "rope_scaling": null, "rope_theta": 1000000, "sliding_window": null,
        "tie_word_embeddings": true, "torch_dtype": "bfloat16", "transformers_version": "4.51.0",
        "use_cache": true, "use_sliding_window": false, "vocab_size": 40
      }
      """
    try #require(published.contains(old))
    let text = published.replacing(old, with: new)
    let folder = try TemporaryFolder()
    return try ModelConfiguration(FileReader(folder.write(text, "config.json")), name: "m")
  }

  @Test func theConfigurationIsRead() throws {
    let attention = AttentionMixer(
      heads: 4, groups: 2, headDim: 8, rotary: RotaryPositions(dims: 8, theta: 1e6),
      queryKeyNorm: 1e-6)
    #expect(try configuration().architecture.blocks[0].mixers.first == .attention(attention))
  }

  /// Every head passes the same norm: its tensor stands for each of them.
  @Test func oneNormServesAllHeads() throws {
    let configuration = try configuration()
    let norms = configuration.architecture.parameterShapes.filter { $0.role.hasSuffix("_norm") }
    #expect(norms.map(\.shape) == [[32], [16], [12]])
    let pieces = norms.prefix(2).map(configuration.names.pieces)
    #expect(pieces.map(\.count) == [4, 2])
    for (norm, pieces) in zip(["q_norm", "k_norm"], pieces) {
      let tensor = "model.layers.0.self_attn.\(norm).weight"
      #expect(pieces.allSatisfy { $0.tensor == tensor && $0.expectedShape(for: [32]) == [8] })
    }
  }

  @Test(arguments: [
    ("\"use_sliding_window\": false", "\"use_sliding_window\": true", "use_sliding_window"),
    ("\"use_cache\": true", "\"layer_types\": [\"sliding_attention\"]", "layer_types"),
  ])
  func windowsAreRefused(old: String, new: String, key: String) throws {
    expect(.unsupportedSetting, at: key, "unsupported value") {
      try configuration(replacing: old, by: new)
    }
  }

  @Test func biasesAreBothOrNone() throws {
    let biased = try configuration(
      replacing: "\"attention_bias\": false", by: "\"attention_bias\": true")
    let names = biased.architecture.parameterShapes.map(\.role)
    #expect(names.contains("qkv_proj_bias") && names.contains("out_proj_bias"))
  }
}

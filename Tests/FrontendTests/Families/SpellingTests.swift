import Diagnostics
import Testing

@testable import Frontend

/// A quantity that a configuration spells twice: equal values are one value, others are refused by the losing key.
@Suite struct SpellingTests {
  /// A configuration with keys more, and the key that loses.
  static let contradictions: [(model: String, keys: String, key: String)] = [
    (
      "llama-gqa", #"{"rope_scaling": {"rope_type": "linear", "factor": 4.0}}"#, "rope_parameters"
    ),
    ("llama-gqa", #"{"rope_theta": 500000.0}"#, "rope_theta"),
    ("llama-gqa", #"{"rotary_emb_base": 500000.0}"#, "rotary_emb_base"),
    ("llama-gqa", #"{"partial_rotary_factor": 0.5}"#, "partial_rotary_factor"),
    (
      "llama-gqa", #"{"rope_parameters": {"rope_type": "linear", "type": "yarn", "factor": 2}}"#,
      "rope_parameters.type"
    ),
    ("gpt-neox-a", #"{"rotary_pct": 0.5}"#, "rotary_pct"),
    ("gpt-neox-a", #"{"partial_rotary_factor": 2.0}"#, "partial_rotary_factor"),
    ("gpt-neox-a", #"{"rotary_emb_base": 500}"#, "rotary_emb_base"),
    ("gpt-neox-a", #"{"rope_theta": 500}"#, "rope_theta"),
    (
      "gpt-neox-a", #"{"rope_parameters": null, "rotary_emb_base": 500, "rope_theta": 1000}"#,
      "rope_theta"
    ),
    (
      "gpt-neox-a", #"{"rope_parameters": {}, "rotary_pct": 0.5, "partial_rotary_factor": 0.25}"#,
      "partial_rotary_factor"
    ),
    ("bamba-a", #"{"partial_rotary_factor": 0.25}"#, "partial_rotary_factor"),
    ("nemotron-h-moe", #"{"attention_head_dim": 8}"#, "attention_head_dim"),
    ("nemotron-h-moe", #"{"mamba_n_groups": 3}"#, "n_groups"),
    ("nemotron-h-moe", #"{"mamba_d_conv": 3}"#, "conv_kernel"),
    ("nemotron-h-moe", #"{"mamba_conv_bias": false}"#, "use_conv_bias"),
    ("nemotron-h-moe", #"{"mamba_chunk_size": 32}"#, "chunk_size"),
    ("nemotron-h-moe", #"{"mamba_dt_min": 0.25}"#, "time_step_min"),
    ("nemotron-h-moe", #"{"hybrid_override_pattern": "ME*ME"}"#, "hybrid_override_pattern"),
    ("zamba2-a", #"{"hybrid_layer_ids": [1, 4]}"#, "hybrid_layer_ids"),
  ]

  private func read(_ model: String, _ keys: String) throws -> Architecture {
    let object = try FixtureConfig(name: "\(model)/config.json").object()
    return try ModelConfiguration(ConfigReader(object.setting(keys)), name: "m").architecture
  }

  @Test(arguments: contradictions)
  func contradictionsAreRefused(model: String, keys: String, key: String) {
    expect(.unsupportedSetting, at: "key '\(key)'", "'\(key)'") { try read(model, keys) }
  }

  @Test(arguments: [
    ("llama-gqa", #"{"rope_theta": 10000, "rotary_emb_base": 1e4, "partial_rotary_factor": 1}"#),
    ("llama-gqa", #"{"rope_scaling": {"type": "default", "rope_type": "default"}}"#),
    ("llama-gqa", #"{"rope_scaling": {}}"#), ("llama-gqa", #"{"rope_scaling": null}"#),
    ("gpt-neox-a", #"{"rotary_pct": 0.25, "partial_rotary_factor": 0.25}"#),
    ("bamba-a", #"{"partial_rotary_factor": 0.5}"#),
    ("nemotron-h-moe", #"{"attention_head_dim": 16, "mamba_n_groups": 2}"#),
    ("nemotron-h-moe", #"{"hybrid_override_pattern": "MEM*E"}"#),
    ("zamba2-a", #"{"hybrid_layer_ids": [4, 3, 1, 1]}"#),
  ])
  func agreementsAreAccepted(model: String, keys: String) throws {
    #expect(try read(model, keys) == read(model, "{}"))
  }

  /// As in transformers, `rope_scaling` alone is read, with the theta beside it.
  @Test func scalingOfVersionFourIsRead() throws {
    let keys =
      #"{"rope_parameters": null, "rope_theta": 500, "rope_scaling": {"type": "linear", "factor": 4}}"#
    #expect(
      try read("llama-gqa", keys).rotaries
        == [RotaryPositions(dims: 16, theta: 500, scaling: .linear(factor: 4))])
  }

  /// The place of a wrong value is the spelling that was read.
  @Test(arguments: [
    (#"{"rope_parameters": {"rope_theta": 0.5}}"#, "rope_parameters.rope_theta", "more than 1"),
    (
      #"{"rope_parameters": {"partial_rotary_factor": 1.5}}"#,
      "rope_parameters.partial_rotary_factor", "at most 1"
    ),
    (#"{"rope_parameters": {}, "rotary_pct": 1.5}"#, "rotary_pct", "at most 1"),
    (#"{"rope_parameters": null, "rotary_emb_base": 1}"#, "rotary_emb_base", "more than 1"),
  ])
  func wrongValuesAreNamed(keys: String, key: String, message: String) {
    expect(.configValue, at: "key '\(key)'", message) { try read("gpt-neox-a", keys) }
  }
}

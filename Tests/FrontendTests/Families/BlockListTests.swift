import Diagnostics
import Testing

@testable import Frontend

/// Lists of blocks are as long as the model is deep, and name blocks that it has.
@Suite struct BlockListTests {
  @Test(arguments: [
    ("zamba2-a", #"{"num_hidden_layers": 5}"#, "layers_block_type", "6 entries for 5 blocks"),
    (
      "zamba2-a", #"{"layers_block_type": null, "hybrid_layer_ids": [1, 6]}"#, "hybrid_layer_ids",
      "has 6, expected 0 to 5"
    ),
    (
      "zamba2-a", #"{"layers_block_type": null, "hybrid_layer_ids": [-1]}"#, "hybrid_layer_ids",
      "has -1"
    ),
    ("bamba-a", #"{"attn_layer_indices": [0, 77]}"#, "attn_layer_indices", "has 77, expected 0 to"),
    (
      "granite4-moe-nope", #"{"num_hidden_layers": 3}"#, "layer_types", "4 entries for 3 blocks"
    ),
    (
      "nemotron-h-moe", #"{"num_hidden_layers": 4}"#, "layers_block_type", "5 entries for 4 blocks"
    ),
    (
      "mamba1-tied--original", #"{"attn_layer_idx": [3]}"#, "attn_layer_idx",
      "has 3, expected 0 to 2"
    ),
    // What else is said of a value names the key of that value.
    ("zamba2-a", #"{"time_step_min": -1.0}"#, "time_step_min", "is -1.0, expected at least 0"),
    (
      "zamba2-a", #"{"n_mamba_heads": 5}"#, "n_mamba_heads",
      "is not a divisor of the inner width 96"
    ),
    ("zamba2-a", #"{"mamba_headdim": 8}"#, "mamba_headdim", "is 8, but 6 heads"),
  ])
  func isRefused(model: String, keys: String, key: String, message: String) throws {
    let object = try FixtureConfig(name: "\(model)/config.json").object().setting(keys)
    expect(.configValue, at: "key '\(key)'", message) {
      try ModelConfiguration(ConfigReader(object), name: "m")
    }
  }

  /// Sizes that only together are wrong are told with the number of their block.
  @Test func theBlockIsNamed() throws {
    let object = try FixtureConfig(name: "granite4-moe-nope/config.json").object()
    expect(.configValue, "block 0: 100 of 6 experts cannot be chosen") {
      try ModelConfiguration(
        ConfigReader(object.setting(#"{"num_experts_per_tok": 100}"#)), name: "m")
    }
    expect(.configKey, at: "key 'time_step_limit'", "has 3 entries, expected 2 numbers") {
      try ModelConfiguration(
        ConfigReader(object.setting(#"{"time_step_limit": [0, 1, 2]}"#)), name: "m")
    }
  }
}

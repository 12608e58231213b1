import Diagnostics
import Testing

@testable import Frontend

/// Programs compute in 32 bits, so numbers that those cannot hold are refused wherever they come from.
@Suite struct SinglePrecisionTests {
  private func read(_ model: String, _ keys: String) throws -> Architecture {
    let object = try FixtureConfig(name: "\(model)/config.json").object()
    return try ModelConfiguration(ConfigReader(object.setting(keys)), name: "m").architecture
  }

  @Test(arguments: [
    ("falcon-h1-a", #"{"embedding_multiplier": 1e300}"#, "'embedding_multiplier'"),
    ("falcon-h1-a", #"{"ssm_in_multiplier": -1e39}"#, "'ssm_in_multiplier'"),
    ("falcon-h1-a", #"{"ssm_out_multiplier": 1e-300}"#, "'ssm_out_multiplier'"),
    ("falcon-h1-a", #"{"ssm_multipliers": [1, 1, 1e39, 1, 1]}"#, "'ssm_multipliers'"),
    ("falcon-h1-a", #"{"mlp_multipliers": [1e39, 1]}"#, "'mlp_multipliers'"),
    ("falcon-h1-a", #"{"rms_norm_eps": 1e-300}"#, "'rms_norm_eps'"),
    ("falcon-h1-a", #"{"time_step_limit": [1e39, Infinity]}"#, "'time_step_limit'"),
    ("granite4-moe-nope", #"{"logits_scaling": 1e-39}"#, "factor of logits"),
    ("granite4-moe-nope", #"{"attention_multiplier": 1e39}"#, "'attention_multiplier'"),
    (
      "llama-gqa", #"{"rope_parameters": {"rope_type": "linear", "factor": 1e-300}}"#,
      "'rope_parameters.factor'"
    ),
    // Numbers that are in range, and what follows from them is not.
    (
      "llama-gqa", #"{"rope_parameters": {"rope_type": "linear", "factor": 1e-40}}"#,
      "angles that are not finite"
    ),
  ])
  func isRefused(model: String, keys: String, message: String) throws {
    let object = try JSONReader.read(
      Array(keys.utf8), file: "k", options: JSONOptions(allowNonFinite: true)
    ).object
    let members = try #require(object).members
    let base = try FixtureConfig(name: "\(model)/config.json").object()
    let changed = members.reduce(base) { $0.setting($1.key, $1.value) }
    expect(.configValue, message) { try ModelConfiguration(ConfigReader(changed), name: "m") }
  }

  /// Whatever a description says is finite in 32 bits, and so is what is computed from it.
  @Test(arguments: [
    "embedding_scale: 1e300", "head_scale: -1e39", "head_scale: 1e-300", "norm_epsilon: 1e-300",
    "blocks: [{scale: 1e39, mamba: {}}]", "blocks: [{mamba: {input_scale: 1e39}}]",
    "blocks: [{mamba: {output_scale: .inf}}]", "blocks: [{mlp: {inner: 4, gate_scale: 1e39}}]",
    "blocks: [{mamba2: {heads: 1, head_dim: 8, state: 2, multipliers: [1e300, 1, 1, 1, 1]}}]",
    "blocks: [{mamba2: {heads: 1, head_dim: 8, state: 2, time_step_limit: [1e39, .inf]}}]",
    "blocks: [{mamba2: {heads: 1, head_dim: 8, state: 2, norm_epsilon: 1e-300}}]",
    "blocks: [{attention: {heads: 1, head_dim: 4, scale: 1e39}}]",
    "blocks: [{attention: {heads: 1, head_dim: 4, rotary: {scaling: linear, factor: 1e-40}}}]",
    "blocks: [{linear_attention: {heads: 1, head_dim: 4, key_scale: 1e39}}]",
    "blocks: [{linear_attention: {heads: 1, head_dim: 4, normalizer: 1e-300}}]",
    "blocks: [{experts: {count: 2, chosen: 1, inner: 4, routing: sigmoid, scale: 1e39}}]",
  ])
  func descriptionsAreRefused(line: String) throws {
    let folder = try TemporaryFolder()
    let blocks = line.hasPrefix("blocks") ? "" : "\nblocks: [{mamba: {}}]"
    let text = "vocabulary: 8\nwidth: 4\n\(line)\(blocks)\nweights: {random: {seed: 1}}\n"
    let path = try folder.write(text, "m.yaml")
    expect(.descriptionValue, at: "line 3", " ") { try ModelLoader.open(path) }
  }

  /// The greatest numbers of 32 bits are numbers.
  @Test func extremesAreAccepted() throws {
    let keys = #"{"embedding_multiplier": 3.4e38, "lm_head_multiplier": 1.2e-38}"#
    #expect(try read("falcon-h1-a", keys).embeddingScale == 3.4e38)
  }
}

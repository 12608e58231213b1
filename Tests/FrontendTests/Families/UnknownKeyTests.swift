import Diagnostics
import Foundation
import Testing

@testable import Frontend

/// A key that nobody knows might change what a model computes, so every family refuses it.
@Suite struct UnknownKeyTests {
  /// A model of each family.
  static let models = [
    "mamba2": "mamba2-g1-p16-n16", "bamba": "bamba-a", "falcon_h1": "falcon-h1-a",
    "falcon_mamba": "falcon-mamba-a", "gpt_neox": "gpt-neox-a",
    "granitemoehybrid": "granite4-moe-nope", "jamba": "jamba-a", "llama": "llama-gqa",
    "mamba": "mamba1-tied", "nemotron_h": "nemotron-h-moe",
    "qwen2": "qwen2-a", "qwen3": "qwen3-a", "zamba2": "zamba2-a",
    "state-spaces": "mamba1-tied--original",
  ]

  /// The configuration of a model with some keys more.
  private func configuration(
    _ model: String, adding keys: [String: Any], ignoring ignored: [String] = []
  ) throws -> ModelConfiguration {
    let url = URL(fileURLWithPath: "\(Fixtures.references)/\(model)/config.json")
    let json = try JSONSerialization.jsonObject(with: Data(contentsOf: url))
    let members = try #require(json as? [String: Any]).merging(keys) { $1 }
    let folder = try TemporaryFolder()
    let bytes = [UInt8](try JSONSerialization.data(withJSONObject: members))
    return try ModelConfiguration(
      FileReader(folder.write(bytes, "config.json")), name: "m", ignoring: ignored)
  }

  @Test func everyFamilyHasAModel() {
    #expect(Set(Self.models.keys) == Set(ModelFamilies.all.map { $0.title }))
  }

  @Test(arguments: models.values.sorted())
  func unknownKeysAreRefusedByName(_ model: String) throws {
    let sound = try configuration(model, adding: [:]).architecture
    expect(.unsupportedSetting, at: "key 'surprise'", "'surprise' is not a known key") {
      try configuration(model, adding: ["surprise": 1])
    }
    let ignored = try configuration(model, adding: ["surprise": 1], ignoring: ["surprise"])
    #expect(ignored.architecture == sound)
    #expect(try configuration(model, adding: ["surprise": NSNull()]).architecture == sound)
  }

  /// A known key with a letter too many is no known key, also where it has a default.
  @Test(arguments: [
    ("bamba-a", "mamba_conv_biass"), ("falcon-h1-a", "ssm_multiplier"),
    ("falcon-mamba-a", "mixer_rms_epss"), ("gpt-neox-a", "use_parallel_residuals"),
    ("granite4-moe-nope", "residual_multipliers"), ("jamba-a", "attn_layer_offsets"),
    ("llama-gqa", "attention_biass"), ("mamba1-tied", "time_step_ranks"),
    ("mamba2-g1-p16-n16", "time_step_limits"), ("nemotron-h-moe", "n_groupss"),
    ("zamba2-a", "use_mem_ropes"), ("mamba1-tied--original", "tie_embedding"),
  ])
  func misspelledKeysAreRefused(model: String, key: String) {
    expect(.unsupportedSetting, at: "key '\(key)'", "is not a known key") {
      try configuration(model, adding: [key: true])
    }
  }

  /// Keys within keys are looked at, too.
  @Test func unknownKeysOfRotaryPositionsAreRefused() {
    let positions: [String: Any] = ["rope_type": "default", "rope_theta": 1e4, "turns": 2]
    expect(.unsupportedSetting, at: "'rope_parameters.turns'", "is not a known key") {
      try configuration("llama-gqa", adding: ["rope_parameters": positions])
    }
  }
}

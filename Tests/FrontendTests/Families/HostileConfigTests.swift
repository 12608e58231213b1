import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostileConfigTests {
  /// A correct configuration of transformers, key by key.
  static let transformers: [(key: String, value: String)] = [
    ("model_type", "\"mamba2\""), ("hidden_size", "32"), ("num_heads", "4"), ("head_dim", "16"),
    ("n_groups", "1"), ("state_size", "16"), ("vocab_size", "256"), ("num_hidden_layers", "3"),
  ]

  /// A correct configuration of state-spaces.
  static let original: [(key: String, value: String)] = [
    ("d_model", "64"), ("n_layer", "2"), ("vocab_size", "253"),
    ("ssm_cfg", "{\"layer\":\"Mamba2\"}"),
  ]

  /// `base` with `key` set to `value`, or removed.
  private static func json(
    _ base: [(key: String, value: String)], _ key: String, _ value: String?
  ) -> String {
    var members = base.filter { $0.key != key }
    if let value { members.append((key, value)) }
    return "{" + members.map { "\"\($0.key)\":\($0.value)" }.joined(separator: ",") + "}"
  }

  static let cases: [HostileCase<String>] = [
    HostileCase("no object", "[]", .configKey, at: "config.json", "is an array"),
    HostileCase("no key at all", "{}", .configKey, at: "config.json", "'model_type' is missing"),
    set("model_type", "\"mamba3\"", .unsupportedFamily, "'mamba3' is not supported"),
    set("model_type", "7", .configKey, "is an integer, expected a string"),
    set("hidden_size", nil, .configKey, "'hidden_size' is missing"),
    set("num_heads", nil, .configValue, "× head_dim is 2048, but expand × hidden_size is 64"),
    set("hidden_size", "null", .configKey, "'hidden_size' is missing"),
    set("num_heads", "0", .configValue, "is 0, expected 1 to"),
    set("num_heads", "-4", .configValue, "is -4, expected 1 to"),
    set("num_heads", "4.0", .configKey, "is a number, expected an integer"),
    set("num_heads", "4e0", .configKey, "is a number, expected an integer"),
    set("num_heads", "\"4\"", .configKey, "is a string, expected an integer"),
    set("num_heads", "5", .configValue, "× head_dim is 80, but expand × hidden_size is 64"),
    set("hidden_size", "2147483648", .configValue, "is 2147483648, expected 1 to"),
    set("n_groups", "3", .configValue, "4 heads cannot be divided among 3 groups"),
    set("state_size", "1048577", .configValue, "expected 1 to 1048576"),
    set("vocab_size", "0", .configValue, "is 0"),
    set("num_hidden_layers", "5000", .configValue, "expected 1 to 4096"),
    set("conv_kernel", "17", .configValue, "expected 1 to 16"),
    set("chunk_size", "0", .configValue, "is 0"),
    set(
      "hidden_act", "\"gelu\"", .unsupportedSetting, "an unsupported value, expected silu"),
    set("rms_norm", "false", .unsupportedSetting, "'rms_norm' has an unsupported value"),
    set("rms_norm", "1", .unsupportedSetting, "expected true"),
    set(
      "quantization_config", "{\"quant_method\":\"fp8\"}", .unsupportedSetting,
      "'quantization_config' is set"),
    set("use_bias", "1", .configKey, "is an integer, expected true or false"),
    set("layer_norm_epsilon", "0", .configValue, "is 0.0, expected more than 0"),
    set("layer_norm_epsilon", "NaN", .configValue, "expected more than 0"),
    set("time_step_limit", "[0.0]", .configKey, "has 1 entries, expected 2 numbers"),
    set("time_step_limit", "[0.2, 0.1]", .configValue, "0 ≤ low ≤ high"),
    set("time_step_limit", "[-1, 0.1]", .configValue, "0 ≤ low ≤ high"),
    set("time_step_limit", "[NaN, 1]", .configValue, "0 ≤ low ≤ high"),
    set("time_step_limit", "[0, {\"__float__\": \"NaN\"}]", .configValue, "0 ≤ low ≤ high"),
    set("time_step_limit", "[Infinity, Infinity]", .configValue, "0 ≤ low ≤ high"),
    set("time_step_limit", "[0, \"x\"]", .configKey, "is a string, expected a number"),
    set("eos_token_id", "256", .configValue, "token 256 is outside the vocabulary"),
    set("bos_token_id", "-1", .configValue, "token -1 is outside"),
    set("eos_token_id", "[1, \"2\"]", .configKey, "is a string, expected an integer"),
    set("sliding_window", "128", .unsupportedSetting, "'sliding_window' is not a known key"),
    old("d_intermediate", "-1", .configValue, "expected 0 to"),
    old("attn_layer_idx", "[1]", .configKey, "'attn_cfg' is missing"),
    old("rms_norm", "1", .configKey, "expected true or false"),
    old("surprise", "1", .unsupportedSetting, "'surprise' is not a known key"),
    old("n_layer", nil, .configKey, "'n_layer' is missing"),
    old("pad_vocab_size_multiple", "0", .configValue, "is 0"),
    old("ssm_cfg", "{\"layer\":\"Mamba3\"}", .unsupportedFamily, "'Mamba3'"),
    layer("D_has_hdim", "true", "'ssm_cfg.D_has_hdim' has an unsupported value"),
    layer("d_ssm", "32", "'ssm_cfg.d_ssm' has an unsupported value, expected 128"),
    layer("surprise", "1", "'ssm_cfg.surprise' is not a known key"),
    old(
      "ssm_cfg", "{\"layer\":\"Mamba2\",\"headdim\":48}", .configValue,
      "which is not a divisor of the inner width 128"),
  ]

  private static func set(
    _ key: String, _ value: String?, _ id: DiagnosticID, _ message: String
  ) -> HostileCase<String> {
    let name = "\(key) is \(value ?? "absent")"
    return HostileCase(name, json(transformers, key, value), id, at: "config.json", message)
  }

  private static func old(
    _ key: String, _ value: String?, _ id: DiagnosticID, _ message: String
  ) -> HostileCase<String> {
    let name = "\(key) is \(value ?? "absent")"
    return HostileCase(name, json(original, key, value), id, at: "config.json", message)
  }

  private static func layer(
    _ key: String, _ value: String, _ message: String
  ) -> HostileCase<String> {
    old("ssm_cfg", "{\"layer\":\"Mamba2\",\"\(key)\":\(value)}", .unsupportedSetting, message)
  }

  private func configuration(_ text: String) throws -> ModelConfiguration {
    let folder = try TemporaryFolder()
    return try ModelConfiguration(FileReader(folder.write(text, "config.json")), name: "m")
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<String>) {
    hostile.expectRefusal { try configuration($0) }
  }

  @Test func defaultsAreThoseOfTransformers() throws {
    let model = try configuration(Self.json(Self.transformers, "", nil)).architecture
    guard case .mamba2(let mixer) = model.blocks[0].mixers[0] else { return }
    #expect(mixer.convWidth == 4 && mixer.convBias && !mixer.projectionBias)
    #expect(mixer.timeStepLimit == 0...Double.infinity && mixer.checkpointChunk == 256)
    #expect(!model.tiedHead && model.finalNorm == Norm(epsilon: 1e-5))
    #expect(model.beginToken == nil && model.endTokens.isEmpty)
  }

  @Test func defaultsAreThoseOfStateSpaces() throws {
    let model = try configuration(Self.json(Self.original, "", nil)).architecture
    guard case .mamba2(let mixer) = model.blocks[0].mixers[0] else { return }
    #expect(mixer.heads == 2 && mixer.headDim == 64 && mixer.groups == 1 && mixer.state == 128)
    #expect(mixer.convWidth == 4 && mixer.convBias && !mixer.projectionBias)
    #expect(model.tiedHead && model.vocabulary == 256)
  }

  @Test(arguments: [("rms_norm", "true"), ("rms_norm", "null"), ("quantization_config", "null")])
  func harmlessSettingsAreAccepted(key: String, value: String) throws {
    _ = try configuration(Self.json(Self.transformers, key, value))
  }

  @Test func limitsAreReadInBothDialects() throws {
    for text in ["[0.25, Infinity]", "[0.25, {\"__float__\": \"Infinity\"}]"] {
      let json = Self.json(Self.transformers, "time_step_limit", text)
      let model = try configuration(json).architecture
      guard case .mamba2(let mixer) = model.blocks[0].mixers[0] else { return }
      #expect(mixer.timeStepLimit == 0.25...Double.infinity)
    }
  }
}

import Foundation
import Testing

@testable import Frontend

/// The family that docs/adding-a-family.md adds.
@Suite struct Qwen2Tests {
  /// The configuration of Qwen2-0.5B as published, but for its sizes.
  private static let configuration = """
    {
      "architectures": ["Qwen2ForCausalLM"], "attention_dropout": 0.0, "bos_token_id": 1,
      "eos_token_id": 2, "hidden_act": "silu", "hidden_size": 12, "initializer_range": 0.02,
      "intermediate_size": 20, "max_position_embeddings": 131072, "max_window_layers": 24,
      "model_type": "qwen2", "num_attention_heads": 3, "num_hidden_layers": 2,
      "num_key_value_heads": 1, "rms_norm_eps": 1e-06, "rope_theta": 1000000.0,
      "sliding_window": 131072, "tie_word_embeddings": true, "torch_dtype": "bfloat16",
      "transformers_version": "4.40.1", "use_cache": true, "use_sliding_window": false,
      "vocab_size": 40
    }
    """

  private func configuration(
    _ text: String = Self.configuration
  ) throws -> ModelConfiguration {
    let folder = try TemporaryFolder()
    return try ModelConfiguration(FileReader(folder.write(text, "config.json")), name: "m")
  }

  @Test func theConfigurationIsRead() throws {
    let norm = Norm(epsilon: 1e-6)
    let attention = AttentionMixer(
      heads: 3, groups: 1, headDim: 4, rotary: RotaryPositions(dims: 4, theta: 1e6),
      projectionBias: true)
    let block = Block([
      Layer([Part(norm: norm, [Branch(.attention(attention))])]),
      Layer([Part(norm: norm, [Branch(.mlp(MLPMixer(inner: 20)))])]),
    ])
    #expect(
      try configuration().architecture
        == Architecture(
          name: "m", vocabulary: 40, width: 12, context: 131072, blocks: [block, block],
          finalNorm: norm, tiedHead: true, beginToken: 1, endTokens: [2]))
  }

  @Test func tensorsHaveTheirNames() throws {
    let configuration = try configuration()
    let names = configuration.architecture.parameterShapes.filter { $0.computed == nil }
      .flatMap(configuration.names.pieces).map(\.tensor)
    let layer = [
      "input_layernorm.weight", "self_attn.q_proj.weight", "self_attn.k_proj.weight",
      "self_attn.v_proj.weight", "self_attn.q_proj.bias", "self_attn.k_proj.bias",
      "self_attn.v_proj.bias", "self_attn.o_proj.weight", "post_attention_layernorm.weight",
      "mlp.gate_proj.weight", "mlp.up_proj.weight", "mlp.down_proj.weight",
    ]
    let layers = (0..<2).flatMap { block in layer.map { "model.layers.\(block).\($0)" } }
    #expect(names == ["model.embed_tokens.weight"] + layers + ["model.norm.weight"])
  }

  @Test(arguments: [
    ("use_sliding_window\": false", "use_sliding_window\": true", "unsupported value"),
    ("\"use_cache\": true", "\"use_mrope\": true", "unsupported value"),
    (
      "\"use_cache\": true", "\"layer_types\": [\"full_attention\", \"sliding_attention\"]",
      "unsupported value"
    ),
    (
      "\"use_cache\": true", "\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2}",
      "is 'dynamic', expected default"
    ),
    ("\"use_cache\": true", "\"qk_norm\": false", "is not a known key"),
  ])
  func whatTheModelCannotHaveIsRefused(old: String, new: String, message: String) throws {
    let text = Self.configuration.replacing(old, with: new)
    try #require(text != Self.configuration)
    let key = try #require(new.split(separator: "\"").first.map(String.init))
    expect(.unsupportedSetting, at: key == "rope_scaling" ? "type" : key, message) {
      try configuration(text)
    }
  }

  @Test func fullAttentionInEveryBlockIsAccepted() throws {
    let text = Self.configuration.replacing(
      "\"use_cache\": true", with: "\"layer_types\": [\"full_attention\", \"full_attention\"]")
    #expect(try configuration(text).architecture == configuration().architecture)
  }

  /// The code that the document shows is the file.
  @Test func theDocumentShowsTheFile() throws {
    let page = try text("docs/adding-a-family.md")
    let code = try #require(page.components(separatedBy: "```swift\n").dropFirst().first)
    let shown = code.components(separatedBy: "```")[0]
    #expect(try shown == text("Sources/Frontend/Families/Qwen2Config.swift"))
  }

  /// A family is its file and one word more, as the document says.
  @Test func aFamilyIsNamedInItsFileAndTheList() throws {
    let sources = Fixtures.repository + "/Sources"
    let files = try #require(FileManager.default.enumerator(atPath: sources))
    let naming = try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }.filter {
      try text("Sources/\($0)").contains("Qwen2Config")
    }
    #expect(
      naming.sorted() == [
        "Frontend/Families/ModelFamily.swift", "Frontend/Families/Qwen2Config.swift",
      ])
  }

  /// Every file and type that the document names is there.
  @Test func theDocumentNamesWhatThereIs() throws {
    let page = try text("docs/adding-a-family.md")
    let sources = Fixtures.repository + "/Sources"
    let files = try #require(FileManager.default.enumerator(atPath: sources))
    let code = try files.compactMap { $0 as? String }.filter { $0.hasSuffix(".swift") }
      .map { try text("Sources/\($0)") }.joined()
    let prose = page.components(separatedBy: "```").enumerated()
      .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
    let words = prose.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .filter { !$0.offset.isMultiple(of: 2) }.map { String($0.element) }
    #expect(words.count > 30)
    for word in words where !word.contains(" ") && !word.contains("{") {
      if word.contains("/") {
        #expect(FileManager.default.fileExists(atPath: Fixtures.repository + "/" + word), "\(word)")
      } else {
        let last = word.split(separator: ".").last.map(String.init) ?? word
        #expect(code.contains(last) || word.hasSuffix(".py"), "\(word)")
      }
    }
  }

  /// Every family is in the list of the README, by its title.
  @Test func theReadmeNamesAllFamilies() throws {
    let readme = try text("README.md")
    for family in ModelFamilies.all { #expect(readme.contains("| \(family.title) |")) }
  }

  private func text(_ path: String) throws -> String {
    String(decoding: try contents(Fixtures.repository + "/" + path), as: UTF8.self)
  }
}

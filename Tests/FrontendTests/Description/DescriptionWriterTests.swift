import Diagnostics
import Foundation
import Testing

@testable import Frontend

/// Descriptions that are written read back as equal models.
@Suite struct DescriptionWriterTests {
  /// The folders of models of all families.
  static let models = {
    let names = try? FileManager.default.contentsOfDirectory(atPath: Fixtures.references)
    return (names ?? []).sorted().filter {
      FileManager.default.fileExists(atPath: "\(Fixtures.references)/\($0)/config.json")
    }
  }()

  @Test func thereAreModelsOfMostFamilies() { #expect(Self.models.count > 20) }

  @Test(arguments: models) func foldersReadBack(_ name: String) throws {
    let source = "\(Fixtures.references)/\(name)"
    let model = try ModelLoader.open(source)
    let folder = try TemporaryFolder()
    for file in model.origin.weights {
      let name = try #require(file.split(separator: "/").last)
      try FileManager.default.copyItem(atPath: file, toPath: "\(folder.path)/\(name)")
    }
    let read = try ModelLoader.open(
      folder.write(DescriptionWriter.text(model), "model.yaml"))
    #expect(read.architecture == model.architecture)
    #expect(read.parameters.map(\.name) == model.parameters.map(\.name))
    for parameter in model.parameters {
      #expect(read.parameter(parameter.name)?.shape == parameter.shape)
      let isEqual = try read.read(parameter.name) == model.read(parameter.name)
      #expect(isEqual, "\(parameter.name)")
    }
  }

  /// Every key with a value that is not its default.
  private static let everything = """
    name: everything
    vocabulary: 20
    width: 8
    context: 77
    norm: layer
    norm_epsilon: 0.125
    embedding_scale: 12.25
    head_scale: 0.3
    tied_head: true
    begin_token: 3
    end_tokens: [4, 5]
    shared:
      - norm: rms
        attention: {heads: 2, head_dim: 8, scale: 0.3}
        mlp: {inner: 6, activation: gelu}
      - norm_epsilon: 0.25
        attention: {heads: 2, groups: 1, head_dim: 4, rotary: {dims: 2, theta: 100}}
        mlp: {inner: 6, gated: false, projection_bias: true, output_bias: false}
    blocks:
      - repeat: 2
        norm: rms
        shared: {use: 1, attention_rank: 2, mlp_rank: 3}
        mamba2:
          {heads: 4, head_dim: 2, groups: 2, state: 3, conv_width: 2, projection_bias: true,
           output_bias: false, conv_bias: false, time_step_limit: [0.001, 0.25],
           gate_norm: norm_first, norm_epsilon: 0.5, multipliers: [1, 2, 3, 4, 5.5], chunk: 48}
      - shared: {use: 0}
        mamba:
          {inner: 12, state: 5, conv_width: 3, time_step_rank: 2, projection_bias: true,
           conv_bias: false, selection_norm: weighted, selection_norm_epsilon: 0.75}
      - layers:
          - scale: 0.5
            parallel:
              - norm_epsilon: 0.01
                mamba: {selection_norm: weightless}
                mamba2: {heads: 1, head_dim: 8, state: 2, gate_norm: none, input_scale: 2}
              - norm: rms
                attention:
                  {heads: 4, groups: 2, head_dim: 4, scale: 2, projection_bias: true,
                   output_bias: true, conv_width: 3, output_scale: -0.5,
                   rotary: {theta: 1e6, scaling: linear, factor: 2.5}}
          - mlp: {inner: 5, activation: relu_squared, gate_scale: 1.5, input_scale: 0.1}
      - layers:
          - linear_attention:
              {heads: 2, head_dim: 3, value_dim: 4, feature_map: relu, key_scale: 0.5,
               normalizer: 1.0e-6, decay: [0.5, 0.75], norm: true, norm_epsilon: 0.1, gate: true}
          - experts:
              {count: 4, chosen: 2, inner: 6, activation: relu, gated: false, latent: 3,
               latent_bias: true,
               routing: sigmoid, groups: 2, groups_kept: 1, normalized: false, scale: 2.5}
          - experts: {count: 4, chosen: 2, inner: 6, routing: softmax_then_choose, normalized: true}
          - experts: {count: 4, chosen: 2, inner: 6}
      - linear_attention: {heads: 2, head_dim: 3, decay: retention}
      - attention:
          {heads: 1, head_dim: 8,
           rotary: {scaling: llama3, factor: 8, low: 1, high: 4, original: 64}}
      - attention:
          {heads: 1, head_dim: 8,
           rotary:
             {scaling: yarn, factor: 4, fast: 32, slow: 1, original: 64, attention: 1.14}}
    weights: {random: {seed: 1}}
    """

  private func architecture(_ text: String) throws -> Architecture {
    let folder = try TemporaryFolder()
    let root = try DescriptionText.root(of: FileReader(folder.write(text, "m.yaml")))
    let members = try root.mapping(DescriptionArchitecture.keys + ["weights", "tokenizer"])
    return try DescriptionArchitecture(members, of: root).architecture(title: "m")
  }

  private func checkpoint(_ architecture: Architecture, names: String?) -> Checkpoint {
    Checkpoint(
      architecture: architecture, parameters: [], tokenizerFile: "a/tokenizer.json",
      origin: CheckpointOrigin(
        path: "a", layout: .transformers, configuration: "a/config.json",
        weights: ["a/model.safetensors"], names: names), allowNonFinite: false)
  }

  @Test func allKeysReadBack() throws {
    let model = try architecture(Self.everything)
    #expect(model.blocks.count == 8 && model.shared.count == 2 && model.rotaries.count == 4)
    let text = try DescriptionWriter.text(checkpoint(model, names: "llama"))
    #expect(try architecture(text) == model)
    #expect(text.contains("tokenizer: tokenizer.json"))
  }

  /// Its weights load, too: random ones have a distribution for every parameter.
  @Test func allKindsHaveRandomWeights() throws {
    let folder = try TemporaryFolder()
    let model = try ModelLoader.open(folder.write(Self.everything, "m.yaml"))
    for parameter in model.parameters {
      #expect(try model.read(parameter.name).allSatisfy(\.isFinite), "\(parameter.name)")
    }
  }

  @Test func modelsWithoutNamedFilesAreRefused() throws {
    let model = try architecture(Self.everything)
    expect(.undescribable, at: "a", "not in files with a named layout") {
      try DescriptionWriter.text(checkpoint(model, names: nil))
    }
    let random = Fixtures.repository + "/examples/descriptions/tiny-random.yaml"
    expect(.undescribable, "not in files with a named layout") {
      try DescriptionWriter.text(ModelLoader.open(random))
    }
  }

  /// The reference lists every key, in code.
  @Test func allKeysAreDocumented() throws {
    let page = String(
      decoding: try contents(Fixtures.repository + "/docs/model-description.md"), as: UTF8.self)
    for mixer in Mixer.kinds {
      let section = try #require(
        page.components(separatedBy: "\n### ").first { $0.hasPrefix("`\(mixer.name)`") })
      for key in mixer.keys { #expect(section.contains("`\(key)`"), "\(mixer.name).\(key)") }
    }
    for key in DescriptionArchitecture.keys + RotaryPositions.keys {
      #expect(page.contains("`\(key)`"), "\(key)")
    }
    for family in ModelFamilies.all { #expect(page.contains("`\(family.title)`")) }
  }

  /// The description at the head of the reference is a model.
  @Test func theDocumentedExampleLoads() throws {
    let page = String(
      decoding: try contents(Fixtures.repository + "/docs/model-description.md"), as: UTF8.self)
    let example = try #require(page.components(separatedBy: "```yaml\n").dropFirst().first)
      .components(separatedBy: "```")[0]
    let model = try architecture(example)
    #expect(
      model
        == (try architecture(
          String(
            decoding: contents(Fixtures.repository + "/examples/descriptions/hybrid-random.yaml"),
            as: UTF8.self))))
  }
}

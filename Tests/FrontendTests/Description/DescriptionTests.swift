import Diagnostics
import Foundation
import Testing

@testable import Frontend

@Suite struct DescriptionTests {
  @Test func theTinyExampleIsWhatItSays() throws {
    let path = Fixtures.repository + "/examples/descriptions/tiny-random.yaml"
    let model = try ModelLoader.open(path)
    #expect(model.architecture.name == "tiny")
    #expect(model.architecture.blocks.count == 3)
    #expect(model.architecture.blocks[0] == model.architecture.blocks[1])
    #expect(model.architecture.blocks[2].layers[0].parts[0].norm.epsilon == 1e-3)
    guard case .mamba2(let mixer) = model.architecture.blocks[2].mixers[0] else { return }
    #expect(mixer.heads == 8 && mixer.groups == 2 && mixer.convWidth == 3)
    #expect(mixer.projectionBias && mixer.timeStepLimit == 0.001...0.5)
    #expect(model.parameter("head") == nil)
    #expect(model.parameter("blocks.2.in_proj_bias")?.shape == [64 + 96 + 8])
    #expect(try model.read("blocks.0.D") == [1, 1, 1, 1])
    #expect(try model.read("embedding") == ModelLoader.open(path).read("embedding"))
    for parameter in model.parameters {
      #expect(try model.read(parameter.name).allSatisfy(\.isFinite))
    }
  }

  @Test func aMambaMixerHasTheDefaultsOfItsReference() throws {
    let folder = try TemporaryFolder()
    let text = """
      vocabulary: 8
      width: 40
      blocks: [{mamba: {}}]
      weights: {random: {seed: 1}}
      """
    let model = try ModelLoader.open(folder.write(text, "m.yaml"))
    let mixer = Mamba1Mixer(
      inner: 80, state: 16, convWidth: 4, timeStepRank: 3, projectionBias: false, convBias: true)
    #expect(model.architecture.blocks.flatMap(\.mixers) == [.mamba1(mixer)])
    #expect(model.parameter("blocks.0.A_log")?.shape == [80, 16])
    #expect(model.parameter("blocks.0.x_proj")?.shape == [35, 80])
  }

  @Test func theLargeExampleHasTheShapeOfItsModel() throws {
    let model = try ModelLoader.open(
      Fixtures.repository + "/examples/descriptions/mamba2-130m-random.yaml")
    let count = model.parameters.reduce(0) { $0 + $1.count }
    // The published mamba2-130m has 128,989,632 parameters with its embedding of 50,288 rows.
    #expect(count == 128_989_632)
    let last = try model.read("embedding", 50_288 * 768 - 2..<50_288 * 768)
    #expect(last.count == 2 && last[0] != last[1])
  }

  @Test func theHybridExampleIsWhatItSays() throws {
    let model = try ModelLoader.open(
      Fixtures.repository + "/examples/descriptions/hybrid-random.yaml")
    let blocks = model.architecture.blocks
    #expect(BlockKind.kinds(of: blocks).map(\.numbers) == [[0, 1, 2, 4, 5], [3], [6]])
    #expect(blocks[3].layers[0].scale == 0.5)
    #expect(blocks[3].layers.map { $0.parts.map(\.branches.count) } == [[2, 1], [1]])
    #expect(model.parameter("blocks.3.attention.qkv_proj")?.shape == [64, 32])
    #expect(model.parameter("blocks.3.linear_attention.in_proj")?.shape == [64, 32])
    #expect(model.parameter("blocks.3.mlp.norm_bias")?.shape == [32])
    #expect(model.parameter("blocks.3.experts.up_proj")?.shape == [4, 24, 32])
    #expect(model.parameter("blocks.6.in_proj")?.shape == [128, 32])
  }

  /// A description of the fixture with these lines for its weights.
  private func description(_ weights: String, tail: String = "") -> String {
    """
    vocabulary: 256
    width: 32
    blocks:
      - repeat: 3
        mamba2: {heads: 4, head_dim: 16, state: 16}
    weights:
    \(weights)
    \(tail)
    """
  }

  @Test func weightsComeFromSafetensorsByNames() throws {
    let folder = try TemporaryFolder()
    try folder.write(contents(Fixtures.model + "/model.safetensors"), "w.safetensors")
    let plain = try ModelLoader.open(Fixtures.model)
    let mapped = try ModelLoader.open(
      folder.write(
        description(
          """
            safetensors: [w.safetensors]
            names:
              embedding: backbone.embeddings.weight
              head: lm_head.weight
              final_norm: backbone.norm_f.weight
              blocks.{block}.norm: backbone.layers.{block}.norm.weight
              blocks.{block}.in_proj: backbone.layers.{block}.mixer.in_proj.weight
              blocks.{block}.conv: backbone.layers.{block}.mixer.conv1d.weight
              blocks.{block}.conv_bias: backbone.layers.{block}.mixer.conv1d.bias
              blocks.{block}.dt_bias: backbone.layers.{block}.mixer.dt_bias
              blocks.{block}.A_log: backbone.layers.{block}.mixer.A_log
              blocks.{block}.D: backbone.layers.{block}.mixer.D
              blocks.{block}.gate_norm: backbone.layers.{block}.mixer.norm.weight
              blocks.{block}.out_proj: backbone.layers.{block}.mixer.out_proj.weight
          """), "my-model.yaml"))
    let named = try ModelLoader.open(
      folder.write(
        description("  safetensors: w.safetensors\n  names: transformers"), "named.yaml"))
    #expect(mapped.architecture.name == "my_model")
    for parameter in plain.parameters {
      let values = try plain.read(parameter.name)
      #expect(try mapped.read(parameter.name) == values)
      #expect(try named.read(parameter.name) == values)
    }
    expect(.missingTensor, at: "bare.yaml", "tensor 'embedding' is missing") {
      try ModelLoader.open(
        folder.write(description("  safetensors: w.safetensors"), "bare.yaml"))
    }
  }
}

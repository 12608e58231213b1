import Diagnostics
import Foundation
import Testing

@testable import Frontend

@Suite struct CheckpointTests {
  /// All values of both models must be the same numbers.
  private func expectEqual(_ left: Checkpoint, _ right: Checkpoint) throws {
    #expect(left.parameters.map(\.name) == right.parameters.map(\.name))
    for parameter in left.parameters {
      #expect(right.parameter(parameter.name)?.shape == parameter.shape)
      #expect(try left.read(parameter.name) == right.read(parameter.name), "\(parameter.name)")
    }
  }

  private func open(_ name: String, configuration: String? = nil) throws -> Checkpoint {
    try ModelLoader.open(
      Fixtures.references + "/" + name, options: LoadOptions(configuration: configuration))
  }

  @Test func theFixtureIsWhatItsConfigurationSays() throws {
    let model = try ModelLoader.open(Fixtures.model)
    let mixer = Mamba2Mixer(
      heads: 4, headDim: 16, groups: 1, state: 16, convWidth: 4, projectionBias: false,
      convBias: true, timeStepLimit: 0...Double.infinity, gateNorm: .gateFirst(epsilon: 1e-5),
      checkpointChunk: 64)
    #expect(
      model.architecture
        == Architecture(
          name: "mamba2_g1_p16_n16", vocabulary: 256, width: 32,
          blocks: Array(
            repeating: Block(norm: Norm(epsilon: 1e-5), mixer: .mamba2(mixer)), count: 3),
          finalNorm: Norm(epsilon: 1e-5), tiedHead: false, beginToken: 1, endTokens: [2]))
    #expect(model.parameters.count == 3 + 3 * 9)
    #expect(model.parameter("blocks.2.conv")?.shape == [96, 1, 4])
    #expect(model.tokenizerFile == nil)
    #expect(model.origin.layout == .transformers)
    let direct = try contents(Fixtures.model + "/model.safetensors")
    guard case .stored(let runs)? = model.parameter("blocks.1.in_proj")?.source,
      let tensor = runs.first?.tensor
    else {
      Issue.record("the parameter is not stored")
      return
    }
    let values = try model.read("blocks.1.in_proj", 100..<108)
    for (index, value) in values.enumerated() {
      let start = tensor.offset + 4 * (100 + index)
      #expect(bytes(value.bitPattern) == Array(direct[start..<start + 4]))
    }
  }

  @Test func bothDialectsOfTheFixtureAreEqual() throws {
    let model = try ModelLoader.open(Fixtures.model)
    let legacy = try ModelLoader.open(
      Fixtures.model, options: LoadOptions(configuration: "config.legacy.json"))
    #expect(model.architecture == legacy.architecture)
    try expectEqual(model, legacy)
  }

  @Test func partsAreReadAlike() throws {
    let model = try ModelLoader.open(Fixtures.model)
    let whole = try model.read("embedding")
    #expect(whole.count == 256 * 32)
    var joined: [Float] = []
    for start in stride(from: 0, to: whole.count, by: 777) {
      joined += try model.read("embedding", start..<min(start + 777, whole.count))
    }
    #expect(joined == whole)
    expect(.missingTensor, "no elements") { try model.read("embedding", 8190..<8193) }
    expect(.missingTensor, "no elements") { try model.read("nothing", 0..<1) }
  }

  static let names = [
    "mamba2-bf16", "mamba2-fp16", "mamba2-g1-p16-n16", "mamba2-g1-p64-n128-tied",
    "mamba2-g2-p16-n64-bias-tied-q48", "mamba2-g4-p16-n16-dtlimit-noconvbias-eps",
    "codestral-like-g8", "mamba1-tied", "mamba1-bias-untied-n8",
  ]

  @Test(arguments: names)
  func referencesLoadInBothDialects(_ name: String) throws {
    let model = try open(name)
    let legacy = try open(name, configuration: "config.legacy.json")
    #expect(model.architecture == legacy.architecture)
    try expectEqual(model, legacy)
  }

  @Test
  func everyCaseIsTested() throws {
    let found = try FileManager.default.contentsOfDirectory(atPath: Fixtures.references)
    let plain = found.filter {
      ($0.hasPrefix("mamba") || $0.hasPrefix("codestral-")) && !$0.contains("--")
    }
    #expect(Set(plain) == Set(Self.names))
  }

  @Test(
    arguments: ["mamba2-g1-p64-n128-tied--sharded", "mamba2-g1-p64-n128-tied--original"])
  func otherLayoutsHoldTheSameModel(_ name: String) throws {
    let plain = try open("mamba2-g1-p64-n128-tied")
    let other = try open(name)
    try expectEqual(plain, other)
    #expect(other.architecture.vocabulary == 256)
    #expect(other.architecture.blocks.flatMap(\.mixers).count == 2)
    let (left, right) = (
      plain.architecture.blocks[0].mixers[0], other.architecture.blocks[0].mixers[0]
    )
    guard case .mamba2(var one) = left, case .mamba2(var two) = right else { return }
    (one.checkpointChunk, two.checkpointChunk) = (nil, nil)
    #expect(one == two)
  }

  @Test(arguments: ["qwen3_next", "recurrent_gemma", "rwkv", "gpt2"])
  func otherFamiliesAreRefusedByName(_ type: String) throws {
    let folder = try TemporaryFolder()
    _ = try folder.write("{\"model_type\": \"\(type)\", \"hidden_size\": 8}", "config.json")
    let place = "/config.json: key 'model_type'"
    expect(.unsupportedFamily, at: place, "'\(type)' is not supported") {
      try ModelLoader.open(folder.path)
    }
  }
}

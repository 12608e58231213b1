import Diagnostics
import Testing

@testable import Frontend

/// Weights that do not fit their configuration.
@Suite struct HostileWeightsTests {
  typealias Tensor = (name: String, shape: [Int], values: [Float])

  /// A model of one block, small enough to count on fingers, with all tensors that it needs.
  static let config =
    #"{"model_type":"mamba2","hidden_size":2,"num_heads":2,"head_dim":2,"n_groups":1,"#
    + #""state_size":1,"vocab_size":3,"num_hidden_layers":1,"conv_kernel":2,"#
    + #""tie_word_embeddings":true}"#

  static func tensors() -> [Tensor] {
    let layer = "backbone.layers.0."
    let shapes: [(String, [Int])] = [
      ("backbone.embeddings.weight", [3, 2]), (layer + "norm.weight", [2]),
      (layer + "mixer.in_proj.weight", [12, 2]), (layer + "mixer.conv1d.weight", [6, 1, 2]),
      (layer + "mixer.conv1d.bias", [6]), (layer + "mixer.dt_bias", [2]),
      (layer + "mixer.A_log", [2]), (layer + "mixer.D", [2]),
      (layer + "mixer.norm.weight", [4]), (layer + "mixer.out_proj.weight", [2, 4]),
      ("backbone.norm_f.weight", [2]),
    ]
    return shapes.map { name, shape in
      let count = shape.reduce(1, *)
      return (name, shape, (0..<count).map { Float($0) })
    }
  }

  /// Opens a folder with the configuration and these files.
  private func open(
    _ files: [String: [UInt8]], _ options: LoadOptions = LoadOptions(), config: String = config
  ) throws -> Checkpoint {
    let folder = try TemporaryFolder()
    try folder.write(config, "config.json")
    for (name, bytes) in files { try folder.write(bytes, name) }
    return try ModelLoader.open(folder.path, options: options)
  }

  private func open(
    _ options: LoadOptions = LoadOptions(), _ change: (inout [Tensor]) -> Void
  ) throws -> Checkpoint {
    var tensors = Self.tensors()
    change(&tensors)
    return try open(["model.safetensors": safetensors(tensors)], options)
  }

  @Test func theCorrectModelLoads() throws {
    let model = try open { _ in }
    #expect(model.parameters.count == 11)
    #expect(try model.read("blocks.0.D") == [0, 1])
  }

  @Test func missingTensorsAreNamed() {
    expect(.missingTensor, at: "config.json", "'backbone.layers.0.mixer.D' is missing") {
      try open { $0.removeAll { $0.name.hasSuffix(".D") } }
    }
  }

  @Test func unexpectedTensorsAreNamed() {
    expect(.unexpectedTensor, at: "tensor 'extra'", "does not use tensor 'extra'") {
      try open { $0.append(("extra", [1], [0])) }
    }
  }

  @Test func shapesAreExact() {
    let message =
      "tensor 'backbone.layers.0.mixer.in_proj.weight' has shape [2, 12], expected [12, 2]"
    expect(.wrongShape, at: "tensor 'backbone.layers.0.mixer.in_proj.weight'", message) {
      try open { $0[2].shape = [2, 12] }
    }
    expect(.wrongShape, "has shape [3, 3], expected [3, 2]") {
      try open { $0[0] = ($0[0].name, [3, 3], Array(repeating: 0, count: 9)) }
    }
  }

  @Test func emptyTensorsAreNoWeights() {
    expect(.wrongShape, "has shape [0], expected [2]") {
      try open { $0[1] = ($0[1].name, [0], []) }
    }
  }

  @Test func integersAreNoWeights() {
    let bytes = safetensors(Self.tensors())
    let changed = bytes.replacing(Array("F32".utf8), with: Array("I32".utf8), maxReplacements: 1)
    expect(.wrongType, at: "tensor 'backbone.embeddings.weight'", "is I32, expected F32") {
      try open(["model.safetensors": changed])
    }
  }

  @Test func aTiedHeadMustBeTheEmbedding() throws {
    let head = "lm_head.weight"
    let model = try open { $0.append((head, $0[0].shape, $0[0].values)) }
    #expect(model.parameter("head") == nil)
    expect(.tiedHeadDiffers, at: "tensor 'lm_head.weight'", "at element 5") {
      try open { $0.append((head, [3, 2], [0, 1, 2, 3, 4, 6])) }
    }
    expect(.wrongShape, "'lm_head.weight' has shape [2, 3], expected [3, 2]") {
      try open { $0.append((head, [2, 3], $0[0].values)) }
    }
    let lazy = LoadOptions(verifying: false)
    _ = try open(lazy) { $0.append((head, [3, 2], [0, 1, 2, 3, 4, 6])) }
  }

  @Test func nonFiniteWeightsAreRefusedUnlessAllowed() throws {
    for bad in [Float.nan, .infinity, -.infinity] {
      let model = try open { $0[0].values[3] = bad }
      expect(.nonFiniteWeight, at: "model.safetensors: byte", "as element 3") {
        try model.read("embedding")
      }
      #expect(try model.read("embedding", 0..<3) == [0, 1, 2])
      let lax = try open(LoadOptions(allowNonFinite: true)) { $0[0].values[3] = bad }
      #expect(try lax.read("embedding")[3].bitPattern == bad.bitPattern)
    }
  }

  @Test func extremeButFiniteWeightsAreRead() throws {
    let largest = Float.greatestFiniteMagnitude
    let values: [Float] = [.leastNonzeroMagnitude, -0.0, 1e30, -1e30, largest, 100]
    let model = try open { $0[0].values = values }
    #expect(try model.read("embedding").map(\.bitPattern) == values.map(\.bitPattern))
  }

  @Test func foldersWithoutModelAreRefused() throws {
    let folder = try TemporaryFolder()
    expect(.noModel, at: folder.path, "no config.json") { try ModelLoader.open(folder.path) }
    expect(.noModel, "no model.safetensors") { try open([:]) }
    expect(.noModel, "sharded PyTorch checkpoints") {
      try open(["pytorch_model.bin.index.json": []])
    }
    expect(.unreadableFile, at: "/absent", "no such model") {
      try ModelLoader.open(folder.path + "/absent")
    }
    expect(.noModel, at: "x.safetensors", "only one file of a model") {
      try ModelLoader.open("x.safetensors")
    }
    let file = try folder.write("GGUF", "x.gguf")
    expect(.noModel, at: "x.gguf", "neither a folder nor") { try ModelLoader.open(file) }
    expect(.unreadableFile, at: "x.yaml", "no such file") { try ModelLoader.open("x.yaml") }
    expect(.unsafePath, "not the plain name") {
      try open([:], LoadOptions(configuration: "../config.json"))
    }
  }

  @Test func anotherVocabularyIsAnotherShape() {
    let config = Self.config.replacing("\"vocab_size\":3", with: "\"vocab_size\":4")
    expect(.wrongShape, "has shape [3, 2], expected [4, 2]") {
      try open(["model.safetensors": safetensors(Self.tensors())], config: config)
    }
  }
}

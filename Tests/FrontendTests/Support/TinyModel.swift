import Testing

@testable import Frontend

/// A folder with a configuration and tensors of known values, made for its family.
struct TinyModel {
  /// The model as it was read.
  let checkpoint: Checkpoint
  /// The values of all tensors that were stored.
  let tensors: [String: [Float]]

  /// The model of `configuration`; every number of its tensors is another.
  init(_ configuration: String) throws {
    let folder = try TemporaryFolder()
    let config = try ModelConfiguration(
      FileReader(folder.write(configuration, "config.json")), name: "tiny")
    let names = config.names
    var stored: [(name: String, shape: [Int], values: [Float])] = []
    var seen: Set<String> = []
    var next = 0
    for slot in config.architecture.parameterShapes where slot.computed == nil {
      for piece in names.pieces(of: slot) where seen.insert(piece.tensor).inserted {
        let shape = piece.expectedShape(for: slot.shape)
        let count = shape.reduce(1, *)
        stored.append((piece.tensor, shape, (next..<next + count).map(Float.init)))
        next += count
      }
    }
    // Singles hold all of them exactly.
    try #require(next < 1 << 24)
    try folder.write(safetensors(stored), "model.safetensors")
    checkpoint = try ModelLoader.open(folder.path)
    tensors = Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0.values) })
  }

  /// The values of the tensor `name`, which must be there.
  func tensor(_ name: String) throws -> [Float] { try #require(tensors[name], "\(name)") }
}

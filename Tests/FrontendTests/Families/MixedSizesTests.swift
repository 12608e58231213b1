import Diagnostics
import Testing

@testable import Frontend

/// Models with the names of a family whose blocks have different sizes, which only descriptions can state.
@Suite struct MixedSizesTests {
  /// The model of `description` with tensors as its names call for, every number another.
  private func model(
    _ description: String, names title: String
  ) throws -> (checkpoint: Checkpoint, tensors: [String: [Float]]) {
    let folder = try TemporaryFolder()
    let random = try ModelLoader.open(
      folder.write(description + "\nweights: {random: {seed: 1}}\n", "r.yaml"))
    let family = try #require(ModelFamilies.all.first { $0.title == title })
    let names = family.names(random.architecture)
    var stored: [(name: String, shape: [Int], values: [Float])] = []
    var next = 0
    for slot in random.architecture.parameterShapes where slot.computed == nil {
      for piece in names.pieces(of: slot) where !stored.contains(where: { $0.name == piece.tensor })
      {
        let shape = piece.expectedShape(for: slot.shape)
        let count = shape.reduce(1, *)
        stored.append((piece.tensor, shape, (next..<next + count).map(Float.init)))
        next += count
      }
    }
    try folder.write(safetensors(stored), "w.safetensors")
    let checkpoint = try ModelLoader.open(
      folder.write(
        description + "\nweights: {safetensors: w.safetensors, names: \(title)}\n", "m.yaml"))
    return (checkpoint, Dictionary(uniqueKeysWithValues: stored.map { ($0.name, $0.values) }))
  }

  private static let llama = """
    vocabulary: 8
    width: 8
    blocks:
      - layers: [{attention: {heads: 4, groups: 2, head_dim: 2}}, {mlp: {inner: 6}}]
      - layers: [{attention: {heads: 2, groups: 1, head_dim: 4}}, {mlp: {inner: 10}}]
      - layers: [{attention: {heads: 2, head_dim: 2}}, {mlp: {inner: 4, gated: false}}]
    """

  @Test func blocksOfLlamaMayDiffer() throws {
    let (checkpoint, tensors) = try model(Self.llama, names: "llama")
    for (block, rows) in [(0, [8, 4, 4]), (1, [8, 4, 4]), (2, [4, 4, 4])] {
      let names = ["q", "k", "v"].map { "model.layers.\(block).self_attn.\($0)_proj.weight" }
      #expect(names.map { tensors[$0]?.count } == rows.map { $0 * 8 })
      #expect(
        try checkpoint.read("blocks.\(block).attention.qkv_proj")
          == names.flatMap { tensors[$0] ?? [] })
    }
    for (block, parts, inner) in [
      (0, ["gate", "up"], 6), (1, ["gate", "up"], 10), (2, ["up"], 4),
    ] {
      let names = parts.map { "model.layers.\(block).mlp.\($0)_proj.weight" }
      #expect(names.allSatisfy { tensors[$0]?.count == inner * 8 })
      #expect(
        try checkpoint.read("blocks.\(block).mlp.in_proj") == names.flatMap { tensors[$0] ?? [] })
    }
  }

  @Test func headsOfGPTNeoXMayDiffer() throws {
    let (checkpoint, tensors) = try model(
      """
      vocabulary: 8
      width: 4
      blocks:
        - layers: [{attention: {heads: 2, head_dim: 2}}, {mlp: {inner: 6, gated: false}}]
        - layers: [{attention: {heads: 3, head_dim: 4}}, {mlp: {inner: 6, gated: false}}]
      """, names: "gpt_neox")
    for (block, heads, dim) in [(0, 2, 2), (1, 3, 4)] {
      let fused = try #require(
        tensors["gpt_neox.layers.\(block).attention.query_key_value.weight"])
      let rows = (0..<3).flatMap { part in
        (0..<heads).flatMap { head in (0..<dim).map { (3 * head + part) * dim + $0 } }
      }
      #expect(
        try checkpoint.read("blocks.\(block).attention.qkv_proj")
          == rows.flatMap { fused[4 * $0..<4 * $0 + 4] })
    }
  }

  @Test func expertsOfGraniteMayDiffer() throws {
    let (checkpoint, tensors) = try model(
      """
      vocabulary: 8
      width: 4
      blocks:
        - layers:
            - attention: {heads: 2, head_dim: 2}
            - {experts: {count: 2, chosen: 1, inner: 3}, mlp: {inner: 5}}
        - layers:
            - attention: {heads: 2, head_dim: 2}
            - {experts: {count: 3, chosen: 1, inner: 6}, mlp: {inner: 7}}
      """, names: "granitemoehybrid")
    for (block, count, inner) in [(0, 2, 3), (1, 3, 6)] {
      let both = try #require(
        tensors["model.layers.\(block).block_sparse_moe.input_linear.weight"])
      for (half, name) in ["gate_proj", "up_proj"].enumerated() {
        let expected = (0..<count).flatMap { expert in
          let start = (2 * expert + half) * inner * 4
          return both[start..<start + inner * 4]
        }
        #expect(try checkpoint.read("blocks.\(block).experts.\(name)") == expected)
      }
    }
  }

  /// A layout that has no place for a mixer has no name for its tensor either, rather than rows of another meaning.
  @Test(arguments: [
    ("gpt_neox", "attention: {heads: 4, groups: 2, head_dim: 2}", "attention.qkv_proj"),
    ("state-spaces", "mlp: {inner: 6, gated: false}", "mlp.in_proj"),
    (
      "granitemoehybrid", "experts: {count: 2, chosen: 1, inner: 3, gated: false}",
      "experts.up_proj"
    ),
  ])
  func mixersWithoutALayoutKeepTheirNames(title: String, mixer: String, name: String) throws {
    let (checkpoint, tensors) = try model(
      """
      vocabulary: 8
      width: 4
      blocks: [{layers: [{mamba: {}}, {\(mixer)}]}]
      """, names: title)
    let values = try #require(tensors["blocks.0.\(name)"])
    #expect(try checkpoint.read("blocks.0.\(name)") == values)
  }

  @Test func theGateOfStateSpacesFollowsItsBlock() throws {
    let (checkpoint, tensors) = try model(
      """
      vocabulary: 8
      width: 4
      blocks:
        - layers: [{mamba: {}}, {mlp: {inner: 3}}]
        - layers: [{mamba: {}}, {mlp: {inner: 5}}]
      """, names: "state-spaces")
    for (block, inner) in [(0, 3), (1, 5)] {
      let both = try #require(tensors["backbone.layers.\(block).mlp.fc1.weight"])
      #expect(
        try checkpoint.read("blocks.\(block).mlp.in_proj")
          == Array(both[(4 * inner)...] + both[..<(4 * inner)]))
    }
  }
}

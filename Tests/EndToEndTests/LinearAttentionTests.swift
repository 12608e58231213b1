import Foundation
import Testing

extension EndToEnd {
  /// Descriptions with linear attention, down to their programs.
  @Suite struct LinearAttention {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func model(_ mixer: String) throws -> String {
      try folder.write(
        """
        vocabulary: 40
        width: 24
        tied_head: true
        blocks:
          - repeat: 2
            linear_attention: {\(mixer)}
        weights: {random: {seed: 3, deviation: 0.3}}
        """, to: "linear.yaml")
      return folder["linear.yaml"]
    }

    /// The model's own C files.
    private func code(_ emitted: Emitted) throws -> String {
      let sources = try emitted.around.tree("out/src").keys.filter {
        $0.hasPrefix("\(emitted.name)_")
      }
      try #require(!sources.isEmpty)
      return try sources.map { try emitted.around.text("out/src/\($0)") }.joined()
    }

    private static let forms = [
      "heads: 2, head_dim: 8, feature_map: relu, normalizer: 1.0e-6",
      "heads: 3, head_dim: 4, value_dim: 8, key_scale: 0.5",
      "heads: 2, head_dim: 8, feature_map: elu_plus_one, normalizer: 0.01, gate: true",
      "heads: 2, head_dim: 8, decay: retention, norm: true, gate: true",
    ]

    @Test(arguments: forms) func checks(form: String) throws {
      let table = try Program.ssdc.output(
        ["check", try model(form), "--tokens", "20", "--chunk", "6"])
      #expect(table.contains("emitted logits") && table.contains("state of layer 1"))
    }

    /// Decays that no token changes leave no exponential in the code of the model; those of Mamba-2 do.
    @Test(arguments: ["auto", "1", "8"]) func constantDecaysHaveNoExponential(chunk: String) throws
    {
      let models = try [0, 1, 3].map { (try model(Self.forms[$0]), false) }
      for (model, hasExponential) in models + [(Places.model, true)] {
        let emitted = try Emitted(model, ["--emit", "source", "--chunk", chunk])
        #expect(try code(emitted).contains("exp") == hasExponential, "\(model)")
      }
    }

    /// The example of a hybrid that no family has.
    @Test func theHybridExampleChecks() throws {
      let example = "\(Places.examples)/hybrid-random.yaml"
      let table = try Program.ssdc.output(["check", example, "--tokens", "40", "--chunk", "8"])
      #expect(table.contains("emitted logits"))
      let emitted = try Emitted(example)
      let ids = (0..<300).map { $0 * 7 % 64 }
      let whole = try emitted.logits(ids)
      let parts = try emitted.logits(ids, split: [1, 100, 1, 1, 197])
      #expect(try parts.difference(from: whole) <= 1e-5 * whole.magnitude)
      #expect(try emitted.greedy(ids).count == 32)
    }
  }
}

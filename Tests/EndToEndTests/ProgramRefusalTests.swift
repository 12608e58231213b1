import Foundation
import Testing

extension EndToEnd {
  /// Emitted programs given what they cannot use.
  @Suite struct ProgramRefusals {
    private let emitted: Emitted

    init() throws { emitted = try Emitted(Places.model) }

    private func expectRefusal(_ arguments: [String], _ message: String) throws {
      let run = try emitted.run(arguments)
      #expect((1..<128).contains(run.status), "\(arguments)")
      #expect(run.errors.contains(message), "\(arguments): \(run.errors)")
    }

    @Test func tokens() throws {
      let file = emitted.around["refused.npy"]
      for ids in ["256", "-1", "1,,2", "x", "99999999999999999999", ""] {
        let run = try emitted.run(["logits", "--ids=\(ids)", "--out", file])
        let other = try emitted.run(["logits", "--ids", ids, "--out", file])
        #expect((1..<128).contains(run.status) && (1..<128).contains(other.status), "\(ids)")
      }
      try expectRefusal(["logits", "--ids", "256", "--out", file], "vocabulary")
      try expectRefusal(["generate", "--prompt", "text"], "without a tokenizer")
      #expect(!Places.exists(file))
    }

    @Test func states() throws {
      let state = emitted.around["state"]
      let refused = emitted.around["refused"]
      let file = emitted.around["refused.npy"]
      _ = try emitted.logits([5, 6, 7], to: state)
      let bytes = try emitted.around.bytes("state")
      var flipped = bytes
      flipped[bytes.count - 1] ^= 1
      var foreign = bytes
      foreign[16] ^= 1
      for broken in [Data(), bytes.dropLast(), bytes.prefix(100), flipped, foreign] {
        try broken.write(to: URL(fileURLWithPath: refused))
        try expectRefusal(
          ["logits", "--ids", "1", "--state-in", refused, "--out", file], refused)
      }
      #expect(!Places.exists(file))
    }

    @Test func weights() throws {
      let path = "\(emitted.folder)/weights/\(emitted.name).safetensors"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      bytes[bytes.count - 70] ^= 1
      let other = emitted.around["other.safetensors"]
      for broken in [Data(), bytes.dropLast(64), bytes] {
        try broken.write(to: URL(fileURLWithPath: other))
        let out = emitted.around["refused.npy"]
        try expectRefusal(
          ["logits", "--ids", "1", "--verify", "--weights", other, "--out", out], other)
      }
    }
  }
}

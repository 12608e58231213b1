import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// Heads that forget everything at once, or at some tokens only: the hardest case for running sums of decays.
  @Suite struct StrongDecays {
    /// What chunking may change, relative to the largest logit.
    private static let bound: Float = 1e-4

    @Test(arguments: [(Float(100), Float(1)), (0.5, 30), (0.5, 200), (100, 200)])
    func chunksAgreeWithSteps(_ rate: Float, _ steps: Float) throws {
      let folder = try Folder()
      let model = folder["model"]
      try FileManager.default.copyItem(atPath: Places.model, toPath: model)
      try sharpen(model, rate: rate, steps: steps)
      let ids = try Golden(Places.modelGolden).ids(513)
      let stepped = try Emitted(model, ["--chunk", "1"]).logits(ids)
      #expect(stepped.magnitude.isFinite && !stepped.elements.contains { $0.isNaN })
      for chunk in ["auto", "256"] {
        let chunked = try Emitted(model, ["--chunk", chunk]).logits(ids)
        let difference = try chunked.difference(from: stepped)
        #expect(difference <= Self.bound * stepped.magnitude, "chunk \(chunk)")
      }
    }

    /// Gives the first head of every layer the decay rate e^`rate`, and multiplies what all steps come from by `steps`.
    private func sharpen(_ folder: String, rate: Float, steps: Float) throws {
      let path = "\(folder)/model.safetensors"
      var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
      func change(_ tensor: StoredTensor, _ range: Range<Int>, _ new: (Float) -> Float) {
        for index in range {
          let start = Int(tensor.offset) + 4 * index
          let old = Matrix.floats([UInt8](bytes[start..<start + 4])[...])[0]
          withUnsafeBytes(of: new(old).bitPattern.littleEndian) {
            bytes.replaceSubrange(start..<start + 4, with: $0)
          }
        }
      }
      for tensor in try Safetensors.tensors(in: FileReader(path)) {
        if tensor.name.hasSuffix("A_log") { change(tensor, 0..<1) { _ in rate } }
        if tensor.name.hasSuffix("in_proj.weight") {
          let count = tensor.shape.reduce(1, *)
          change(tensor, (count - 4 * tensor.shape[1])..<count) { steps * $0 }
        }
      }
      try bytes.write(to: URL(fileURLWithPath: path))
    }
  }
}

import Foundation
import Testing

extension EndToEnd {
  /// Programs that run short calls of prefill by loops of their own.
  @Suite struct Variants {
    private static let schedule = "schedule 1\nvariants 4, 32\n"

    /// The program chooses by the length of each call, and leaves what one without variants leaves.
    @Test func eachCallHasItsVariant() throws {
      let folder = try Folder()
      try folder.write(Self.schedule, to: "short.txt")
      let short = try Emitted(Places.model, ["--schedule", folder["short.txt"]])
      let usual = try Emitted(Places.model)
      let ids = (0..<300).map { $0 * 7 % 250 }
      let split = [3, 4, 5, 32, 1, 33, 222]
      let difference = try short.logits(ids, split: split)
        .difference(from: usual.logits(ids, split: split))
      #expect(difference < 1e-4)
      let manifest = try String(
        contentsOfFile: "\(short.folder)/manifest.json", encoding: .utf8)
      for name in ["prefill_4", "prefill_32", "prefill_long", "variants"] {
        #expect(manifest.contains("_\(name).c"))
      }
      #expect(manifest.contains("\"variants 4, 32\""))
    }

    /// A module says what its functions are for, whatever they are called.
    @Test func namesOfFunctionsAreFree() throws {
      let folder = try Folder()
      let module = """
        module named {
          param @t : f32[9, 4] = "t"
          func rows for body(%0: i32[T]) { %1 = param @t : f32[9, 4] %2 = embed %0, %1 : f32[T, 4] yield %2 }
          func words for head(%0: f32[T, 4]) { %1 = param @t : f32[9, 4] %2 = linear %0, %1 : f32[T, 9] yield %2 }
        }
        """
      try folder.write(module, to: "named.ssd")
      let emitted = try Emitted(folder["named.ssd"])
      #expect(try emitted.logits([1, 2, 3], split: [2, 1]).rows == 3)
    }

    /// Pass by pass, down to the program; calls of the check are longer than the longest variant, and one token.
    @Test func checked() throws {
      let folder = try Folder()
      try folder.write(Self.schedule, to: "short.txt")
      let table = try Program.ssdc.output([
        "check", Places.model, "--schedule", folder["short.txt"], "--tokens", "12",
      ])
      #expect(table.contains("emitted logits"))
    }
  }
}

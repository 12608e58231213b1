import Foundation
import Testing

extension EndToEnd {
  /// Keys of a configuration that nobody knows, and that the user says change nothing.
  @Suite struct IgnoredKeys {
    private let folder: Folder
    private let reference = ReferenceCase(name: "qwen2-a")

    /// A copy of the model with two keys more.
    init() throws {
      folder = try Folder()
      for file in ["config.json", "model.safetensors"] {
        try FileManager.default.copyItem(
          atPath: "\(reference.folder)/\(file)", toPath: folder[file])
      }
      let known = try folder.text("config.json")
      let more = known.replacing(
        "{\n", with: "{\n\"surprise\": 1, \"wonder\": [2],\n", maxReplacements: 1)
      try folder.write(more, to: "config.json")
    }

    @Test(arguments: [
      ([], "surprise"), (["surprise"], "wonder"), (["wonder"], "surprise"),
      (["surprises", "wonder"], "surprise"),
    ])
    func otherKeysAreRefused(ignored: [String], refused: String) throws {
      let run = try Program.ssdc.run(
        ["compile", folder.path, "-o", folder["out"]] + ignored.flatMap { ["--ignore-key", $0] })
      #expect(run.status == 3)
      #expect(run.errors.contains("'\(refused)' is not a known key"))
      #expect(run.errors.contains("--ignore-key \(refused)"))
      #expect(try !folder.names().contains("out"))
    }

    @Test func theModelIsTheSame() throws {
      let golden = try Golden(reference.golden())
      let emitted = try Emitted(
        folder.path, ["--ignore-key", "surprise", "--ignore-key", "wonder"])
      try golden.check(emitted.logits(golden.ids(33)), 33, within: golden.bound)
    }

    /// A key that is known is not ignored for being named.
    @Test func knownKeysKeepTheirMeaning() throws {
      let text = try folder.text("config.json")
        .replacing("\"use_sliding_window\": false", with: "\"use_sliding_window\": true")
      try folder.write(text, to: "config.json")
      let run = try Program.ssdc.run(
        ["compile", folder.path, "-o", folder["out"]]
          + ["surprise", "wonder", "use_sliding_window"].flatMap { ["--ignore-key", $0] })
      #expect(run.status == 3)
      #expect(run.errors.contains("use_sliding_window"))
    }
  }
}

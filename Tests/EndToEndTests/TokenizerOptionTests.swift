import Diagnostics
import Foundation
import Testing

extension EndToEnd {
  /// `--tokenizer`, and what is said of models that come without one.
  @Suite(.serialized) struct TokenizerOption {
    private let folder: Folder

    init() throws { folder = try Folder() }

    /// A tokenizer of 2,025 ids in the manner of gpt-neox.
    private static let neox = "\(Places.tokenizers)/neox-bpe"

    private func compile(_ model: String, _ options: [String] = []) throws -> Run {
      try Program.ssdc.run(
        ["compile", model, "--emit", "source", "-o", folder["out"]] + options)
    }

    @Test func modelsWithoutOneSaySo() throws {
      let run = try compile(Places.model)
      #expect(run.status == 0 && run.output == folder["out"] + "\n")
      #expect(run.errors.hasPrefix("note: the model has no tokenizer.json"))
      #expect(run.errors.contains("--tokenizer FILE|DIR"))
      #expect(!run.errors.contains("gpt-neox-20b"))
      let original = try compile("\(Places.models)/mamba1-tied--original")
      #expect(original.errors.contains("state-spaces models use that of EleutherAI/gpt-neox-20b"))
      #expect(try !compile(Places.classics).errors.contains("tokenizer"))
    }

    @Test func takesTheFileInPlaceOfTheModels() throws {
      let emitted = try Emitted(Places.classics, ["--tokenizer", "\(Self.neox)/tokenizer.json"])
      let golden = try JSONSerialization.jsonObject(
        with: Data(contentsOf: URL(fileURLWithPath: "\(Self.neox)/golden.json")))
      let known = Self.cases(golden).filter { $0.ids.count > 4 }.prefix(20)
      #expect(known.count == 20)
      for (text, ids) in known {
        try folder.write(text, to: "text")
        let lines = try Program(path: "/bin/sh").output([
          "-c", "exec \"$0\" tokenize < \"$1\"", emitted.program, folder["text"],
        ])
        #expect(lines.split(separator: "\n").compactMap { Int($0) } == ids, "\(text)")
      }
    }

    @Test func aFolderIsTheFileInIt() throws {
      var manifests: [String] = []
      for place in [Self.neox, "\(Self.neox)/tokenizer.json"] {
        #expect(try compile(Places.classics, ["--tokenizer", place]).status == 0)
        manifests.append(try folder.text("out/manifest.json"))
      }
      #expect(manifests[0] == manifests[1])
      #expect(try compile(Places.classics).status == 0)
      #expect(try folder.text("out/manifest.json") != manifests[0])
    }

    /// Texts with the ids that the tokenizer's own library gives.
    private static func cases(_ golden: Any) -> [(text: String, ids: [Int])] {
      let list = (golden as? [String: Any])?["strings"] as? [[String: Any]] ?? []
      return list.compactMap { entry in
        guard let text = entry["text"] as? String, let ids = entry["ids"] as? [Int] else {
          return nil
        }
        return (text, ids)
      }
    }

    /// Also where the model lies beside a link that leads nowhere.
    @Test func theModelsOwnIsNotLookedAt() throws {
      let model = folder["model"]
      try FileManager.default.copyItem(atPath: Places.classics, toPath: model)
      try FileManager.default.removeItem(atPath: "\(model)/tokenizer.json")
      try FileManager.default.createSymbolicLink(
        atPath: "\(model)/tokenizer.json", withDestinationPath: "absent")
      #expect(try compile(model).status == ExitCode.badInput.rawValue)
      #expect(try compile(model, ["--tokenizer", Self.neox]).status == 0)
    }

    @Test func refusesWhatIsNone() throws {
      for place in [folder["absent"], folder.path, Places.modelGolden, "/dev/null"] {
        let run = try compile(Places.classics, ["--tokenizer", place])
        #expect(run.status == ExitCode.badInput.rawValue, "\(run.errors)")
        #expect(run.errors.contains(place))
      }
      let large = try compile(Places.model, ["--tokenizer", Self.neox])
      #expect(large.status == ExitCode.badInput.rawValue)
      #expect(large.errors.hasPrefix("error[\(DiagnosticID.vocabularyBeyondEmbedding.code)]"))
      #expect(try folder.names().isEmpty)
    }

    @Test func runRefusesTextWithoutOneBeforeBuilding() throws {
      let run = try Program.ssdc.run(
        ["run", Places.model, "--prompt", "Once"], environment: ["XDG_CACHE_HOME": folder.path])
      #expect(run.status == ExitCode.usage.rawValue)
      #expect(run.errors.contains("--tokenizer FILE|DIR") && run.errors.contains("--ids"))
      #expect(try folder.names().isEmpty)
    }

    /// Another file is another program, and so is the same file with other content.
    @Test func runTakesTheOneThatIsThere() throws {
      let file = folder["tokenizer.json"]
      func run(_ options: [String]) throws {
        try Program.ssdc.output(
          ["run", Places.classics, "--prompt", "Once", "--threads", "none"] + options
            + ["--", "-n", "1"], environment: ["XDG_CACHE_HOME": folder["cache"]])
      }
      func programs() throws -> Int {
        try FileManager.default.contentsOfDirectory(atPath: folder["cache/ssdc"]).count
      }
      try run([])
      try folder.write(
        String(contentsOfFile: "\(Self.neox)/tokenizer.json", encoding: .utf8),
        to: "tokenizer.json")
      try run(["--tokenizer", file])
      try run(["--tokenizer", file])
      #expect(try programs() == 2)
      try folder.write(
        String(contentsOfFile: "\(Places.classics)/tokenizer.json", encoding: .utf8),
        to: "tokenizer.json")
      try run(["--tokenizer", file])
      #expect(try programs() == 3)
    }

    @Test func textualIRTakesOne() throws {
      try folder.write(
        Program.ssdc.output(["compile", Places.classics, "--emit", "ir"]), to: "m.ssd")
      #expect(try compile(folder["m.ssd"]).errors.contains("note: the model has no tokenizer.json"))
      let run = try compile(folder["m.ssd"], ["--tokenizer", Self.neox])
      #expect(run.status == 0 && !run.errors.contains("tokenizer"))
    }

    @Test func inspectShowsIt() throws {
      let model = ["inspect", Places.model]
      #expect(try Program.ssdc.output(model).contains(/tokenizer +none/))
      let given = try Program.ssdc.output(model + ["--tokenizer", Self.neox])
      #expect(given.contains("\(Self.neox)/tokenizer.json"))
      let description = try Program.ssdc.run(
        model + ["--description", "--tokenizer", Self.neox])
      #expect(description.status == ExitCode.usage.rawValue)
    }
  }
}

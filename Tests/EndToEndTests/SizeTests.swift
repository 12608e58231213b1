import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// What is said of memory: forecast by `inspect`, told by `compile`, and true of the program.
  @Suite(.serialized) struct Sizes {
    private static let models = [
      Places.model, "\(Places.models)/mamba1-tied--original", "\(Places.models)/llama-gqa",
      "\(Places.models)/zamba2-a", "\(Places.models)/jamba-a",
      "\(Places.examples)/tiny-random.yaml",
    ]

    private static func json(_ text: String) throws -> JSONValue {
      try JSONReader.read(Array(text.utf8), file: "output")
    }

    @Test(arguments: models)
    func forecastIsWhatTheProgramHas(model: String) throws {
      let forecast = try #require(
        try Self.json(Program.ssdc.output(["inspect", model, "--json"]))["compiled"])
      let folder = try Folder()
      let run = try Program.ssdc.run(["compile", model, "-o", folder["out"]])
      try #require(run.status == 0, "\(run.errors)")
      let program = run.output.trimmingCharacters(in: .newlines)
      let info = try Self.json(Program(path: program).output(["info", "--json"]))
      for key in ["weights_bytes", "arena_bytes", "state_bytes"] {
        #expect(forecast[key]?.integer == info[key]?.integer && info[key] != nil, "\(key)")
      }
      // What the sources say of their arrays.
      let sources = try FileManager.default.contentsOfDirectory(atPath: folder["out/src"])
      let stacks = try sources.compactMap { name in
        try folder.text("out/src/\(name)").replacing(/\s+\*?\s*/, with: " ")
          .firstMatch(of: /take up to ([0-9]+) bytes per thread/).flatMap { Int64($0.1) }
      }
      #expect(forecast["stack_bytes"]?.integer == stacks.max() ?? 0)
    }

    /// Standard output is the path of the program and nothing else; standard error says what to type, which works.
    @Test func compileTellsSizesAndTheNextCommand() throws {
      let folder = try Folder()
      for (model, name) in [(Places.model, "it's out"), (Places.classics, "out")] {
        let run = try Program.ssdc.run(["compile", model, "-o", name], in: folder.path)
        let lines = run.errors.split(separator: "\n")
        #expect(run.output.filter { $0 == "\n" }.count == 1 && run.output.hasPrefix("\(name)/bin/"))
        let memory = try #require(lines.first { $0.hasPrefix("memory: ") })
        for word in ["weights", "arena", "state", "stack"] { #expect(memory.contains(word)) }
        let next = try #require(lines.last)
        #expect(next.hasPrefix("next: "))
        let typed = next.dropFirst(6) + " -n 2"
        let text = try Program(path: "/bin/sh").output(["-c", String(typed)], in: folder.path)
        #expect(!text.isEmpty)
      }
    }

    @Test(.enabled(if: Program.installed("script") != nil))
    func progressCountsFilesOnATerminal() throws {
      let folder = try Folder()
      let script = try #require(Program.installed("script"))
      let command = "'\(Places.compiler)' compile '\(Places.model)' -o out"
      let shown = try script.output(["-qec", command, "/dev/null"], in: folder.path)
      let steps = shown.matches(of: /compiling C: file ([0-9]+) of ([0-9]+)/)
        .map { (Int($0.1), Int($0.2)) }
      #expect(steps.count > 5)
      #expect(steps.last.map { $0.0 == $0.1 } == true)
      #expect(steps.map { $0.0 ?? 0 } == Array(1...steps.count))
      let quiet = try Program.ssdc.run(["compile", Places.model, "-o", "out"], in: folder.path)
      #expect(!quiet.errors.contains("compiling C"))
    }
  }
}

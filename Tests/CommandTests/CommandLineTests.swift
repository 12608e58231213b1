import Diagnostics
import Foundation
import Testing

@Suite struct CommandLineTests {
  static let commands = [
    "compile", "run", "tune", "inspect", "check", "opt", "doctor", "cache", "explain",
  ]

  @Test(arguments: commands)
  func helpShowsAnExample(command: String) throws {
    let outcome = try SSDCProcess.run([command, "--help"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Example"))
    #expect(outcome.output.contains("ssdc \(command) "))
  }

  @Test func manualPageHasEveryCommandAndOption() throws {
    let outcome = try SSDCProcess.run(["manual"])
    #expect(outcome.code == 0 && outcome.output.hasPrefix(".TH SSDC 1 "))
    for command in Self.commands {
      #expect(outcome.output.contains("\n.SS \"\(command)"), "\(command)")
      let help = try SSDCProcess.run([command, "--help"]).output
      for option in help.matches(of: /\n +(?:-\w, )?(--[a-z-]+)/) {
        if ["--help", "--version"].contains(option.1) { continue }
        let escaped = option.1.replacing("-", with: "\\-")
        #expect(outcome.output.contains("\\fB\(escaped)\\fR"), "\(command) \(option.1)")
      }
    }
    #expect(!outcome.output.contains(".SS \"manual"))
    #expect(try !SSDCProcess.run(["frobnicate"]).errors.contains("manual"))
  }

  @Test func helpListsEveryCommand() throws {
    let outcome = try SSDCProcess.run(["--help"])
    #expect(outcome.code == 0)
    for command in Self.commands { #expect(outcome.output.contains("  \(command) ")) }
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func generatesCompletions(shell: String) throws {
    let outcome = try SSDCProcess.run(["--generate-completion-script", shell])
    #expect(outcome.code == 0)
    for command in Self.commands { #expect(outcome.output.contains(command)) }
  }

  @Test(arguments: [
    ["compile"], ["frobnicate"], ["compile", "x", "--no-such-option"], ["inspect"],
    ["inspect", "a", "b"], ["opt"], ["doctor", "now"],
    ["compile", "examples/classics-3m", "--emit", "nothing"],
    ["compile", "examples/classics-3m", "--chunk", "0"],
    ["compile", "examples/classics-3m", "--target", "vax"],
    ["compile", "examples/classics-3m", "--message-format", "xml"],
    ["opt", "--pass", "frobnicate"], ["explain", "E9999"], ["tune"],
    ["tune", "examples/classics-3m", "--chunk", "64"],
    ["tune", "examples/classics-3m", "--seconds", "0"],
    ["tune", "examples/classics-3m", "--thread-count", "0"],
    ["tune", "examples/classics-3m", "--target", "riscv64-linux-gnu"],
  ])
  func usageErrorsEndWithCode2(arguments: [String]) throws {
    let outcome = try SSDCProcess.run(arguments)
    #expect(outcome.code == 2, "\(arguments)")
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test(arguments: [
    ["frobnicate"], ["comple", "x"], ["train", "x", "--chunk", "4"], ["train", "--help"],
    ["train", "--version"],
  ])
  func unknownCommandsAreNamedBesideThoseThereAre(arguments: [String]) throws {
    let outcome = try SSDCProcess.run(arguments)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("unknown command '\(arguments[0])'"))
    for command in Self.commands { #expect(outcome.errors.contains(command)) }
  }

  @Test(
    arguments: [
      (["complie"], "'compile'"), (["hepl"], nil), (["help", "inspct"], "'inspect'"),
      (["compile", "x", "--n"], "'--no-step-limit'"),
      (["compile", "x", "--chnuk", "3"], "'--chunk'"),
      (["run", "x", "--promt", "y"], "'--prompt'"), (["opt", "--lst"], "'--list'"),
      (["compile", "x", "--zzz"], nil), (["--vresion"], "'--version'"),
    ] as [([String], String?)])
  func typosAreGuessed(arguments: [String], guess: String?) throws {
    let outcome = try SSDCProcess.run(arguments)
    #expect(outcome.code == 2)
    #expect(outcome.output.isEmpty)
    let help = guess.map { "help: did you mean \($0)? See 'ssdc" } ?? "help: See 'ssdc"
    #expect(outcome.errors.contains(help), "\(outcome.errors)")
  }

  @Test(arguments: ["bash", "zsh", "fish"])
  func completesValues(shell: String) throws {
    let script = try SSDCProcess.run(["--generate-completion-script", shell]).output
    for value in [
      "riscv64-linux-gnu", "openmp", "builtin", "mmap", "library", "choose-chunk", "E0142",
      "lower-to-loops",
    ] { #expect(script.contains(value), "\(value)") }
  }

  /// A program that reads messages is told the end.
  @Test func successIsALineOfJSONOnRequest() throws {
    let model = ["compile", "examples/descriptions/tiny-random.yaml", "--emit", "ir"]
    let outcome = try SSDCProcess.run(model + ["--message-format", "json"])
    #expect(outcome.code == 0)
    #expect(outcome.errors == #"{"severity":"success","message":"done"}"# + "\n")
    #expect(try SSDCProcess.run(model).errors.isEmpty)
    #expect(outcome.output == (try SSDCProcess.run(model).output))
  }

  @Test func notesAreJSONOnRequest() throws {
    try SSDCProcess.withFolder { folder in
      let path = "\(folder)/m.ssd"
      try HostileIRTests.scan(channels: 16, states: 1).write(
        toFile: path, atomically: false, encoding: .utf8)
      let outcome = try SSDCProcess.run([
        "compile", path, "--emit", "source", "-o", "\(folder)/out", "--message-format=json",
      ])
      #expect(outcome.code == 0, "\(outcome.errors)")
      let lines = outcome.errors.split(separator: "\n")
      #expect(lines.count == 5)
      for line in lines.dropLast() {
        #expect(line.hasPrefix(#"{"severity":"note","message":"#))
      }
    }
  }

  @Test func irGoesIntoAFile() throws {
    try SSDCProcess.withFolder { folder in
      let file = "\(folder)/deep/m.ssd"
      let arguments = ["compile", "examples/descriptions/tiny-random.yaml", "--emit", "ir"]
      let printed = try SSDCProcess.run(arguments).output
      // Twice: IR is replaced by IR.
      for _ in 0..<2 {
        let outcome = try SSDCProcess.run(arguments + ["-o", file])
        #expect(outcome.code == 0, "\(outcome.errors)")
        #expect(outcome.output == file + "\n")
        #expect(try String(contentsOfFile: file, encoding: .utf8) == printed)
      }
      try "mine".write(toFile: file, atomically: false, encoding: .utf8)
      #expect(try SSDCProcess.run(arguments + ["-o", file]).code == 2)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "mine")
      #expect(try SSDCProcess.run(arguments + ["-o", file, "--force"]).code == 0)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == printed)
      for taken in [folder, "/dev/null"] {
        #expect(try SSDCProcess.run(arguments + ["-o", taken, "--force"]).code == 2)
      }
    }
  }

  @Test func errorsAreOneLineOfJSONOnRequest() throws {
    let outcome = try SSDCProcess.run(["inspect", "absent", "--message-format", "json"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let value = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8))
    let error = try #require(value as? [String: Any])
    #expect(error["severity"] as? String == "error")
    #expect(error["id"] as? String == "E0101")
    #expect(error["file"] as? String == "absent")
  }

  @Test func lostOutputIsAnError() throws {
    let model = ["compile", "examples/descriptions/tiny-random.yaml", "--emit", "ir"]
    let outcome = try SSDCProcess.run(model, output: "/dev/full")
    #expect(outcome.code == 4)
    #expect(outcome.errors.contains("E0703"))
  }

  @Test(arguments: DiagnosticID.all)
  func explainsEveryError(id: DiagnosticID) throws {
    let outcome = try SSDCProcess.run(["explain", id.code.lowercased()])
    #expect(outcome.code == 0)
    #expect(outcome.output.hasPrefix("\(id.code): \(id.title)\n"))
    #expect(outcome.output.contains("exit code is \(id.exit.rawValue)."))
  }
}

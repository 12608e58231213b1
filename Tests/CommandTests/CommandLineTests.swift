import Diagnostics
import Foundation
import Testing

@Suite struct CommandLineTests {
  static let commands = ["compile", "run", "inspect", "check", "opt", "doctor", "explain"]

  @Test(arguments: commands)
  func helpShowsAnExample(command: String) throws {
    let outcome = try SSDCProcess.run([command, "--help"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains("Example"))
    #expect(outcome.output.contains("ssdc \(command) "))
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
    ["opt", "--pass", "frobnicate"], ["explain", "E9999"],
  ])
  func usageErrorsEndWithCode2(arguments: [String]) throws {
    let outcome = try SSDCProcess.run(arguments)
    #expect(outcome.code == 2, "\(arguments)")
    #expect(outcome.output.isEmpty)
    #expect(!outcome.errors.isEmpty)
  }

  @Test(arguments: [["frobnicate"], ["comple", "x"], ["tune", "x", "--chunk", "4"]])
  func unknownCommandsAreNamedBesideThoseThereAre(arguments: [String]) throws {
    let outcome = try SSDCProcess.run(arguments)
    #expect(outcome.code == 2)
    #expect(outcome.errors.contains("unknown command '\(arguments[0])'"))
    for command in Self.commands { #expect(outcome.errors.contains(command)) }
  }

  @Test func errorsAreOneLineOfJSONOnRequest() throws {
    let outcome = try SSDCProcess.run(["inspect", "absent", "--message-format", "json"])
    #expect(outcome.code == 3)
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let value = try JSONSerialization.jsonObject(with: Data(outcome.errors.utf8))
    let error = try #require(value as? [String: Any])
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
    #expect(outcome.output.contains("exit code \(id.exit.rawValue)"))
  }
}

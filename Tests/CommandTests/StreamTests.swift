import Diagnostics
import Foundation
import Testing

/// Standard streams that are closed, full or endless.
@Suite struct StreamTests {
  private static let tiny = "examples/descriptions/tiny-random.yaml"

  /// The exit code tells what the message cannot.
  @Test(
    arguments: ["2>/dev/full", "2>&-"],
    [
      (["compile"], 2), (["compile", "absent"], 3),
      (["inspect", "absent", "--message-format", "json"], 3), (["frobnicate"], 2),
      (["compile", tiny, "--emit", "ir", "--dump-ir-after", "all"], 0),
    ] as [([String], Int32)])
  func messagesThatCannotBeWritten(redirection: String, run: ([String], Int32)) throws {
    let outcome = try SSDCProcess.run(run.0, redirections: redirection)
    #expect(outcome.code == run.1, "\(run.0)")
  }

  @Test(
    arguments: [
      ["--help"], ["--version"], ["compile", "--help"], ["explain"],
      ["--generate-completion-script", "bash"], ["compile", tiny, "--emit", "ir"],
    ], [">/dev/full", ">&-"])
  func resultsThatCannotBeWritten(arguments: [String], redirection: String) throws {
    let outcome = try SSDCProcess.run(arguments, redirections: redirection)
    #expect(outcome.code == 4)
    #expect(outcome.errors.contains("E0703"))
  }

  /// A closed stream's number must not become that of a file that is written.
  @Test func messagesDoNotEndUpInFiles() throws {
    try SSDCProcess.withFolder { folder in
      let outcome = try SSDCProcess.run(
        ["compile", Self.tiny, "--emit", "source", "-o", "\(folder)/out"],
        redirections: "<&- >&- 2>&-")
      #expect(outcome.code == 4)
      let other = try SSDCProcess.run(
        ["compile", Self.tiny, "--emit", "source", "-o", "\(folder)/other"])
      #expect(other.code == 0)
      let difference = try SSDCProcess.run(
        ["--version"], redirections: "; diff -r '\(folder)/out' '\(folder)/other'")
      #expect(difference.code == 0, "\(difference.output)")
    }
  }

  /// The system would end the process by a signal, with half a project left.
  @Test func filesThatAreTooLarge() throws {
    try SSDCProcess.withFolder { folder in
      let outcome = try SSDCProcess.run(
        ["compile", Self.tiny, "-o", "\(folder)/out"], before: "ulimit -f 8")
      #expect(outcome.code == 4)
      #expect(outcome.errors.contains("error[E0703]: cannot write"))
      #expect(outcome.errors.contains("File too large"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test(arguments: ["</", "<&-", "</dev/zero"])
  func inputThatCannotBeRead(redirection: String) throws {
    let outcome = try SSDCProcess.run(["opt", "-"], redirections: redirection)
    #expect(outcome.code == 3)
    #expect(outcome.errors.contains("E0101"))
    #expect(outcome.errors.contains("standard input"))
  }
}

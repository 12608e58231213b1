import ArgumentParser
import Diagnostics
import Project

/// `ssdc doctor`.
struct DoctorCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Check whether this machine can compile models.",
    discussion: """
      Reports the compilers and libraries it finds and builds a small program with each. Exits with code 4 if no model \
      can be compiled here.

      Examples:
        ssdc doctor
        ssdc doctor --json
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(name: .customLong("message-format"), help: "The format of messages: text or json.")
  var messageFormat: MessageFormat = .text

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let examination = try Examination()
    let report = examination.report
    print(json ? OrderedJSON.object(report).indented() : FactSheet.text(report))
    guard examination.isReady else {
      throw Diagnostic(
        .noCompiler, "this machine cannot compile models",
        help: examination.install(for: [.needed]))
    }
  }
}

import ArgumentParser
import CodegenC
import Diagnostics

/// `ssdc doctor`.
struct DoctorCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Say what this machine has for compiling models, and what is missing.",
    discussion: """
      Compilers and libraries are tried with a small program, not only looked for. Ends with exit code 4 when no \
      model can be compiled here.

      Examples:
        ssdc doctor
        ssdc doctor --json
      """)

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(name: .customLong("message-format"), help: "How errors are printed: text or json.")
  var messageFormat: MessageFormat = .text

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let examination = try Examination()
    let report = examination.report
    print(json ? OrderedJSON.object(report).indented() : FactSheet.text(report))
    guard examination.isReady else {
      throw Diagnostic(
        .noCompiler, "no model can be compiled here",
        help: examination.install(for: [.needed]))
    }
  }
}

import ArgumentParser
import Diagnostics
import Foundation

/// The command line: one subcommand per file.
@main
struct SSDC: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "ssdc",
    abstract: "An ahead-of-time compiler for sequence models built from structured matrices.",
    discussion: """
      MODEL is a Hugging Face folder, a folder in the original state-spaces layout, a model description (*.yaml) or \
      textual IR (*.ssd).

      Examples:
        ssdc run examples/classics-3m --prompt "In the beginning"
        ssdc compile path/to/mamba2-130m -o out
        ssdc compile description.yaml --chunk 128 --gemm blas
        ssdc --generate-completion-script bash
      """,
    version: "ssdc 0.1.0",
    subcommands: [
      CompileCommand.self, RunCommand.self, TuneCommand.self, InspectCommand.self,
      CheckCommand.self,
      OptCommand.self, DoctorCommand.self, CacheCommand.self, ExplainCommand.self,
      ManualCommand.self,
    ])

  /// Parses and runs, and ends the process with the documented exit code.
  static func main() {
    StandardStreams.reserve()
    // A file that grows too large is an error of its write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try carryOut()
      try StandardOutput.flush()
      Message.done()
    } catch let diagnostic as Diagnostic {
      Message.report(diagnostic)
      Foundation.exit(diagnostic.id.exit.rawValue)
    } catch let code as ArgumentParser.ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      Message.report(Diagnostic(.badOption, "\(error)"))
      Foundation.exit(Diagnostics.ExitCode.usage.rawValue)
    }
  }

  /// Does what the command line asks for; throws a diagnostic for one that means nothing.
  private static func carryOut() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if let failure = UsageFailure.unknownCommand(arguments) { throw failure }
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error where !(error is Diagnostic || error is ArgumentParser.ExitCode) {
      // Help and version are results.
      if exitCode(for: error).isSuccess { return print(fullMessage(for: error)) }
      throw UsageFailure.diagnostic(error, arguments)
    }
  }
}

import ArgumentParser
import Diagnostics
import Foundation

/// The command line: one subcommand per file.
@main
struct SSDC: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "ssdc",
    abstract: "An ahead-of-time compiler for sequence models made of structured matrices.",
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
      CompileCommand.self, RunCommand.self, InspectCommand.self, CheckCommand.self,
      OptCommand.self, DoctorCommand.self, ExplainCommand.self,
    ])

  /// Parses and runs, and ends the process with the documented exit code.
  static func main() {
    StandardStreams.reserve()
    // A file that grows too large is an error of its write, not the end of the process.
    signal(SIGXFSZ, SIG_IGN)
    do {
      try carryOut()
      try StandardOutput.flush()
    } catch let diagnostic as Diagnostic {
      Failure.report(diagnostic)
      Foundation.exit(diagnostic.id.exit.rawValue)
    } catch let code as ArgumentParser.ExitCode {
      Foundation.exit(code.rawValue)
    } catch {
      Failure.report(Diagnostic(.badOption, "\(error)"))
      Foundation.exit(Diagnostics.ExitCode.usage.rawValue)
    }
  }

  /// Does what the command line asks for; throws a diagnostic for one that means nothing.
  private static func carryOut() throws {
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let error where !(error is Diagnostic || error is ArgumentParser.ExitCode) {
      let text = fullMessage(for: error)
      // Help and version are results.
      if exitCode(for: error).isSuccess { return print(text) }
      throw unknownCommand
        ?? Diagnostic(
          .badOption, message(for: error),
          help: text.split(separator: "\n").last.map { $0.trimmingCharacters(in: .whitespaces) })
    }
  }

  /// What is wrong where the first word of the command line is no command.
  private static var unknownCommand: Diagnostic? {
    let commands = configuration.subcommands.compactMap { $0.configuration.commandName }
    guard let word = CommandLine.arguments.dropFirst().first, !word.hasPrefix("-"),
      !commands.contains(word)
    else { return nil }
    return Diagnostic(
      .badOption, "unknown command '\(word)'",
      notes: ["the commands are: " + commands.joined(separator: ", ")],
      help: "See 'ssdc --help' for more information.")
  }
}

import Diagnostics
import Foundation

/// Tells failures, and what else is no result, on standard error.
enum Failure {
  /// Prints a line for each of `notes`.
  static func note(_ notes: [String]) {
    StandardError.write(notes.map { "note: \($0)\n" }.joined())
  }

  /// Prints a diagnostic as text, or as one line of JSON where `--message-format json` was given.
  static func report(_ diagnostic: Diagnostic) {
    let wantsJSON = zip(CommandLine.arguments, CommandLine.arguments.dropFirst()).contains {
      $0 == "--message-format" && $1 == "json"
    }
    let isJSON = wantsJSON || CommandLine.arguments.contains("--message-format=json")
    let text =
      isJSON ? DiagnosticRenderer.json(diagnostic) : DiagnosticRenderer.text(diagnostic)
    StandardError.write(text + "\n")
  }
}

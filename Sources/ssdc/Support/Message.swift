import Diagnostics
import Foundation

/// Tells failures, and what else is no result, on standard error: as text, or as a line of JSON each where
/// `--message-format json` was given.
enum Message {
  private static let isJSON: Bool = {
    let words = CommandLine.arguments.prefix { $0 != "--" }
    return words.contains("--message-format=json")
      || zip(words, words.dropFirst()).contains { $0 == "--message-format" && $1 == "json" }
  }()

  /// Tells each of `notes`.
  static func note(_ notes: [String]) {
    for note in notes {
      StandardError.write(
        (isJSON ? DiagnosticRenderer.json(.note, note) : "note: \(note)") + "\n")
    }
  }

  /// Tells people, and programs as notes, each of `lines`.
  static func tell(_ lines: [String]) {
    for line in lines {
      StandardError.write((isJSON ? DiagnosticRenderer.json(.note, line) : line) + "\n")
    }
  }

  /// Tells a failure.
  static func report(_ diagnostic: Diagnostic) {
    let text = isJSON ? DiagnosticRenderer.json(diagnostic) : DiagnosticRenderer.text(diagnostic)
    StandardError.write(text + "\n")
  }

  /// Tells a program that there was no failure; people see that.
  static func done() {
    if isJSON { StandardError.write(DiagnosticRenderer.json(.success, "done") + "\n") }
  }
}

import ArgumentParser
import Diagnostics

/// `ssdc explain E0142`.
struct ExplainCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain what an error means and how to fix it.",
    discussion: "Example: ssdc explain E0142\nWithout an id, lists all errors.")

  @Argument(
    help: "The id of an error, such as E0142.",
    completion: .list(DiagnosticID.all.map(\.code)))
  var id: String?

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    guard let id else {
      for entry in DiagnosticID.all { print("\(entry.code)  \(entry.title)") }
      return
    }
    guard let entry = DiagnosticID.named(id.uppercased()) else {
      throw Diagnostic(
        .unknownErrorID, "unknown error id '\(id)'", help: "`ssdc explain` lists all ids")
    }
    print("\(entry.code): \(entry.title)\n")
    print(Self.wrapped(entry.explanation, width: 80))
    print("\nThe exit code is \(entry.exit.rawValue).")
  }

  /// The text in lines of at most `width` characters where words allow it.
  static func wrapped(_ text: String, width: Int) -> String {
    var lines: [String] = [""]
    for word in text.split(whereSeparator: \.isWhitespace) {
      let line = lines[lines.count - 1]
      if line.isEmpty {
        lines[lines.count - 1] = String(word)
      } else if line.count + 1 + word.count <= width {
        lines[lines.count - 1] = line + " " + word
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }
}

import Foundation
import Project

/// What `compile` tells people in the end: what the model takes, and what to type next.
enum CompileSummary {
  /// The lines, for a project in `folder`.
  static func lines(
    _ compilation: Compilation, _ goal: Compilation.Goal, _ sizes: ProjectSizes, in folder: String
  ) -> [String] {
    [text(sizes), "next: \(next(compilation, goal, folder))"]
  }

  /// The sizes in one line.
  static func text(_ sizes: ProjectSizes) -> String {
    let shown = [
      ("weights", sizes.weights), ("arena of a sequence", sizes.arena), ("state", sizes.state),
      ("stack of a thread", sizes.stack),
    ].map { "\($0) \(FactSheet.size($1))" }
    return "memory: " + shown.joined(separator: ", ")
  }

  /// The command that goes on from here.
  private static func next(
    _ compilation: Compilation, _ goal: Compilation.Goal, _ folder: String
  ) -> String {
    let name = compilation.name.text
    switch goal {
    case .ir, .source: return "make -C \(quoted(folder))"
    case .library: return "make -C \(quoted(folder)) install PREFIX=…"
    case .program:
      // A word with a slash is a path; any other is looked for where programs are.
      let program = quoted("\(folder)/bin/\(name)")
      let machine = try? compilation.options.projectOptions().target.machine
      let emulator = machine.flatMap { try? Emulator(for: $0) }?.words.map(quoted) ?? []
      let start =
        compilation.source.tokenizerFile == nil
        ? "--ids 1,2,3" : "--prompt \"Once upon a time\""
      return (emulator + [program, "generate", start]).joined(separator: " ")
    }
  }

  /// `word` as a shell takes it for one.
  private static func quoted(_ word: String) -> String {
    let plain = word.utf8.allSatisfy {
      ($0 >= 0x30 && $0 <= 0x39) || ($0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7A)
        || "/._-+=:@%,".utf8.contains($0)
    }
    if plain, !word.hasPrefix("-"), !word.isEmpty { return word }
    let start = word.hasPrefix("-") ? "./" : ""
    return "'\(start + word.replacing("'", with: "'\\''"))'"
  }
}

import ArgumentParser
import Diagnostics
import Foundation

/// What is wrong with a command line, and what it may have been meant to be.
enum UsageFailure {
  private static let commands = SSDC.configuration.subcommands

  private static let names = commands.compactMap { $0.configuration.commandName }
  private static let listed = commands.filter { $0.configuration.shouldDisplay }
    .compactMap { $0.configuration.commandName }

  /// What is wrong where the first word of the command line, or that after `help`, is no command.
  static func unknownCommand(_ arguments: [String]) -> Diagnostic? {
    let words = arguments.drop { $0 == "help" }
    guard let word = words.first, !word.hasPrefix("-"), !names.contains(word) else { return nil }
    let guess = Suggestion.nearest(to: word, among: names).map { "did you mean '\($0)'? " } ?? ""
    return Diagnostic(
      .badOption, "unknown command '\(word)'",
      notes: ["the commands are: " + listed.joined(separator: ", ")],
      help: guess + "See 'ssdc --help' for more information.")
  }

  /// What is wrong where the parser of arguments threw `error`.
  static func diagnostic(_ error: any Error, _ arguments: [String]) -> Diagnostic {
    let command = commands.first { $0.configuration.commandName == arguments.first }
    let more = SSDC.fullMessage(for: error).split(separator: "\n").last
      .map { $0.trimmingCharacters(in: .whitespaces) }
    let message = SSDC.message(for: error)
    guard let match = message.wholeMatch(of: /Unknown option '(--[^']+)'.*/) else {
      return Diagnostic(.badOption, message, help: more)
    }
    // The parser's own guess is any option of few letters where few were typed.
    let guess = Suggestion.nearest(to: String(match.1), among: options(of: command))
      .map { "did you mean '\($0)'? " }
    return Diagnostic(
      .badOption, "unknown option '\(match.1)'", help: (guess ?? "") + (more ?? ""))
  }

  /// The long names of the options of a command, or of the root, as its help lists them.
  private static func options(of command: (any ParsableCommand.Type)?) -> [String] {
    let help = command.map { SSDC.helpMessage(for: $0) } ?? SSDC.helpMessage()
    return help.split(separator: "\n").compactMap {
      $0.firstMatch(of: /^\s+(?:-\w, )?(--[a-z-]+)/).map { String($0.1) }
    }
  }
}

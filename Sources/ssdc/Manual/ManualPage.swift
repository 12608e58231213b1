import Diagnostics

/// The manual page of the command line, in roff with the macros of man(7).
struct ManualPage {
  /// The program.
  let command: CommandInfo
  /// Its name and version.
  let version: String

  /// The whole page.
  var text: String {
    let commands = (command.subcommands ?? []).filter {
      $0.shouldDisplay != false && $0.commandName != "help"
    }
    return Self.tidied(
      [
        ".TH \(command.commandName.uppercased()) 1 \"\" \"\(version)\" \"User Commands\"",
        ".SH NAME",
        "\(command.commandName) \\- compiles sequence models to C",
        ".SH SYNOPSIS", ".B \(command.commandName)", ".I COMMAND", "[options]",
        ".SH DESCRIPTION",
      ] + Self.paragraphs(command.abstract) + Self.paragraphs(command.discussion)
        + [".SH COMMANDS"] + commands.flatMap(section) + Self.exitStatus
    ).joined(separator: "\n")
  }

  /// What there is to say of a command below the program.
  private func section(of command: CommandInfo) -> [String] {
    let arguments = (command.arguments ?? []).filter { argument in
      argument.shouldDisplay
        && argument.names?.contains { ["help", "version"].contains($0.name) } != true
    }
    let words = arguments.filter { $0.kind == .positional }.map { argument in
      let word = Self.word(argument)
      return argument.isOptional ? "[\(word)]" : word
    }
    return [".SS \"\(Self.escaped(([command.commandName] + words).joined(separator: " ")))\""]
      + Self.paragraphs(command.abstract) + Self.paragraphs(command.discussion)
      + arguments.flatMap(Self.item)
  }

  /// What stands for a word of the command line.
  private static func word(_ argument: ArgumentInfo) -> String {
    (argument.valueName ?? "word").uppercased()
  }

  /// An option with its meaning behind it.
  private static func item(of argument: ArgumentInfo) -> [String] {
    let names = (argument.names ?? []).sorted { $0.kind == .short && $1.kind != .short }
    let head = names.map { "\\fB\(escaped($0.text))\\fR" }.joined(separator: ", ")
    let value = argument.valueName.map { "\\fI\(escaped($0))\\fR" } ?? ""
    let usual = argument.kind == .option ? argument.defaultValue.map { " (default: \($0))" } : nil
    let tag =
      switch argument.kind {
      case .positional: "\\fI\(escaped(word(argument)))\\fR"
      case .option: "\(head) \(value)"
      case .flag: head
      }
    return [".TP", tag] + filled((argument.abstract ?? "") + (usual ?? ""))
  }

  /// Paragraphs of flowing text; indented lines, which are examples, stay lines.
  private static func paragraphs(_ text: String?) -> [String] {
    var lines: [String] = [".PP"]
    var isExample = false
    for line in (text ?? "").split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("  ") != isExample, !line.isEmpty {
        isExample.toggle()
        lines += isExample ? [".RS", ".nf"] : [".fi", ".RE"]
      }
      if line.isEmpty, !isExample { lines.append(".PP") }
      if isExample, !line.isEmpty { lines.append(escaped(line.dropFirst(2))) }
      if !isExample, !line.isEmpty { lines += filled(String(line)) }
    }
    if isExample { lines += [".fi", ".RE"] }
    return lines
  }

  /// The lines without paragraphs that break nothing: those at the start of a section, and those without text.
  private static func tidied(_ lines: [String]) -> [String] {
    lines.indices.filter { index in
      guard lines[index] == ".PP" else { return true }
      return index + 1 < lines.count && !lines[index + 1].hasPrefix(".") && index > 0
        && !lines[index - 1].hasPrefix(".S")
    }.map { lines[$0] }
  }

  /// Flowing text in lines that editors show whole.
  private static func filled(_ text: String) -> [String] {
    ExplainCommand.wrapped(text, width: 70).split(separator: "\n").map(escaped)
  }

  /// Exit codes, which scripts rely on.
  private static let exitStatus =
    [".SH EXIT STATUS"]
    + [
      (ExitCode.done, "done"), (.internalError, "an internal error"),
      (.usage, "a usage error"),
      (.badInput, "bad input"),
      (.environment, "a problem in the environment, such as a missing compiler or a full disk"),
      (.checkFailed, "a check failed"),
    ].flatMap { code, meaning in [".TP", "\(code.rawValue)", meaning] }
    + [
      ".PP", "Every error has an id, such as E0142:",
      "\\fBssdc explain E0142\\fR says what it means.",
    ]

  /// `text` so that roff shows it as it is.
  private static func escaped(_ text: some StringProtocol) -> String {
    var result = ""
    for character in text {
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      case "…": result += "..."
      case "\n": result += " "
      default: result.append(character)
      }
    }
    return [".", "'"].contains(result.first) ? "\\&" + result : result
  }
}

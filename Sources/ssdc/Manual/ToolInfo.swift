/// A command line as its parser describes it: the JSON of `--experimental-dump-help`.
struct ToolInfo: Decodable {
  /// The program itself.
  var command: CommandInfo
}

/// A command.
struct CommandInfo: Decodable {
  /// What it is called by.
  var commandName: String
  /// What it does, in a sentence.
  var abstract: String?
  /// What else there is to say: paragraphs, and examples in indented lines.
  var discussion: String?
  /// Whether help lists it.
  var shouldDisplay: Bool?
  /// The commands below it.
  var subcommands: [CommandInfo]?
  /// What it takes.
  var arguments: [ArgumentInfo]?
}

/// An option, a flag or a word of a command.
struct ArgumentInfo: Decodable {
  /// How it is given.
  enum Kind: String, Decodable {
    case positional, option, flag
  }

  /// A name with dashes in front.
  struct Name: Decodable {
    /// Which dashes.
    enum Kind: String, Decodable {
      case long, short, longWithSingleDash
    }

    /// Which dashes.
    var kind: Kind
    /// The name without them.
    var name: String

    /// As it is typed.
    var text: String {
      switch kind {
      case .long: "--\(name)"
      case .short, .longWithSingleDash: "-\(name)"
      }
    }
  }

  /// How it is given.
  var kind: Kind
  /// What it is called by; none of a word.
  var names: [Name]?
  /// What its value is called.
  var valueName: String?
  /// What it means.
  var abstract: String?
  /// Its value where none is given.
  var defaultValue: String?
  /// Whether it may be left out.
  var isOptional: Bool
  /// Whether it may be given several times.
  var isRepeating: Bool
  /// Whether help lists it.
  var shouldDisplay: Bool
}

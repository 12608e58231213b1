/// Text for people, made safe to stand in a C comment whatever it contains.
public struct CComment: Hashable, Sendable {
  /// One line of printable text in which no comment starts or ends and no trigraph stands.
  public let text: String

  /// The comment that says `text`.
  public init(_ text: String) {
    var safe = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
        .unassigned:
        safe += " "
      default:
        if let last = safe.unicodeScalars.last, Self.isRisky(last, scalar) { safe += " " }
        safe.unicodeScalars.append(scalar)
      }
    }
    self.text = safe.last == "\\" ? safe + " " : safe
  }

  /// Whether two neighbours mean something to a compiler: comment brackets, or the start of a trigraph.
  private static func isRisky(_ left: Unicode.Scalar, _ right: Unicode.Scalar) -> Bool {
    switch (left, right) {
    case ("*", "/"), ("/", "*"), ("?", "?"): true
    default: false
    }
  }

  /// The comment within the columns of a line, after `indent` spaces.
  func lines(indent: Int) -> [String] {
    var lines: [String] = []
    var current = String(repeating: " ", count: indent) + "/*"
    for word in text.split(separator: " ") {
      if current.count + 1 + word.count + 3 > SoftBreak.columns, current.hasSuffix("*") == false {
        lines.append(current)
        current = String(repeating: " ", count: indent + 2)
      }
      current += " \(word)"
    }
    return lines + [current + " */"]
  }
}

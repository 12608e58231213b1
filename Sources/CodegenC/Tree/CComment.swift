/// Text for people, made safe to stand in a C comment whatever it contains.
public struct CComment: Hashable, Sendable {
  /// Printable text in which no comment starts or ends and no trigraph stands; paragraphs are lines.
  private let paragraphs: [String]

  /// The comment that says `text` in one paragraph.
  public init(_ text: String) { self.init(paragraphs: [text]) }

  /// The comment with each text on a line of its own, indented by the spaces that it starts with.
  public init(paragraphs: [String]) { self.paragraphs = paragraphs.map(Self.safe) }

  /// The comment on one line.
  public var text: String { paragraphs.joined(separator: " ") }

  private static func safe(_ text: String) -> String {
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
    return safe.last == "\\" ? safe + " " : safe
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
    for (index, paragraph) in paragraphs.enumerated() {
      let inset = paragraph.prefix { $0 == " " }.count
      let margin = String(repeating: " ", count: indent + 3 + inset)
      var current = index == 0 ? String(repeating: " ", count: indent) + "/* " : margin
      var isEmpty = true
      for word in paragraph.split(separator: " ") {
        if !isEmpty, current.count + 1 + word.count + 3 > SoftBreak.columns {
          lines.append(current)
          (current, isEmpty) = (margin + (paragraphs.count > 1 && inset > 0 ? "  " : ""), true)
        }
        current += (isEmpty ? "" : " ") + word
        isEmpty = false
      }
      lines.append(isEmpty && index > 0 ? "" : current)
    }
    let last = lines.removeLast()
    return lines + [(last.hasSuffix(" ") ? last : last + " ") + "*/"]
  }
}

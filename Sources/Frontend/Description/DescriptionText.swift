import Diagnostics
import Yams

/// Reads the text of descriptions: YAML, less what could make a small file expand.
enum DescriptionText {
  private static let sizeLimit = 256 << 10
  private static let lineLimit = 1000
  private static let byteOrderMark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// The root of the document in `file`.
  static func root(of file: FileReader) throws -> DescriptionNode {
    var bytes = try file.readAll(limit: sizeLimit)
    if bytes.starts(with: byteOrderMark) { bytes.removeFirst(byteOrderMark.count) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(
        .yamlSyntax, "the description is not valid UTF-8", at: FileLocation(file.path))
    }
    try checkLimits(bytes, file.path)
    do {
      guard let node = try Yams.compose(yaml: text) else {
        throw Diagnostic(.yamlSyntax, "the description is empty", at: FileLocation(file.path))
      }
      try refuseTags(node, lines: lines(of: text), file.path)
      return DescriptionNode(node: node, file: file.path, title: "the description")
    } catch let error as YamlError {
      throw diagnostic(error, file.path)
    }
  }

  /// Refuses long lines, anchors and aliases, before anything takes the text apart.
  ///
  /// An anchor or alias is `&` or `*` at the start of a word; the test takes text in quotes and comments for them too.
  private static func checkLimits(_ bytes: [UInt8], _ path: String) throws {
    var line = 1
    var start = 0
    func failure(_ message: String, _ index: Int) -> Diagnostic {
      Diagnostic(
        .yamlLimit, message, at: FileLocation(path, "line \(line), column \(index - start + 1)"))
    }
    for (index, byte) in bytes.enumerated() {
      if byte == UInt8(ascii: "\n") {
        line += 1
        start = index + 1
      } else if index - start >= lineLimit {
        throw failure("the line is longer than \(lineLimit) bytes", index)
      } else if byte == UInt8(ascii: "&") || byte == UInt8(ascii: "*") {
        let before = index > start ? bytes[index - 1] : UInt8(ascii: " ")
        let after = index + 1 < bytes.count ? bytes[index + 1] : UInt8(ascii: " ")
        guard !" \t[{,:-?\r".utf8.contains(before) || " \t\r\n".utf8.contains(after) else {
          throw failure("anchors and aliases are not allowed", index)
        }
      }
    }
  }

  /// The characters of each line, as YAML counts them.
  private static func lines(of text: String) -> [[Unicode.Scalar]] {
    let breaks: Set<Unicode.Scalar> = ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"]
    return Array(text.replacing("\r\n", with: "\n").unicodeScalars)
      .split(omittingEmptySubsequences: false) { breaks.contains($0) }.map(Array.init)
  }

  /// Refuses explicit tags, which ask for another meaning than the text has: values that start with `!`.
  private static func refuseTags(
    _ node: Node, lines: [[Unicode.Scalar]], _ path: String
  ) throws {
    if let mark = node.mark, lines.indices.contains(mark.line - 1),
      lines[mark.line - 1].dropFirst(mark.column - 1).first == "!"
    {
      throw Diagnostic(
        .yamlLimit, "tags are not allowed", at: FileLocation(path, DescriptionNode.words(mark)))
    }
    switch node {
    case .scalar, .alias: break
    case .sequence(let sequence):
      for element in sequence { try refuseTags(element, lines: lines, path) }
    case .mapping(let mapping):
      for (key, value) in mapping {
        try refuseTags(key, lines: lines, path)
        try refuseTags(value, lines: lines, path)
      }
    }
  }

  private static func diagnostic(_ error: YamlError, _ path: String) -> Diagnostic {
    switch error {
    case .scanner(let context, let problem, let mark, _),
      .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      Diagnostic(
        .yamlSyntax, [context?.text, problem].compactMap { $0 }.joined(separator: ", "),
        at: FileLocation(path, DescriptionNode.words(mark)))
    case .reader(let problem, let offset, _, _):
      Diagnostic(.yamlSyntax, problem, at: FileLocation(path, offset.map { "character \($0)" }))
    case .duplicatedKeysInMapping(let duplicates, let context):
      Diagnostic(
        .descriptionKey, "\(duplicates.map(named).joined(separator: ", ")) occurs twice",
        at: FileLocation(path, DescriptionNode.words(context.mark)))
    case .no, .memory, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      Diagnostic(.yamlSyntax, "the description cannot be read: \(error)", at: FileLocation(path))
    }
  }
}

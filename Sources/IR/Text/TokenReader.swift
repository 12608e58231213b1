import Diagnostics

/// Reads words one by one and says what was expected where the text has something else.
public struct TokenReader: Sendable {
  private var lexer: Lexer
  /// The word that comes next.
  public private(set) var next: Token

  /// A reader at the start of `text`, whose errors name `file` and have the id `error`.
  public init(_ text: String, file: String, error: DiagnosticID) throws(Diagnostic) {
    lexer = Lexer(text, file: file, error: error)
    next = try lexer.next()
  }

  /// Takes the next word.
  @discardableResult
  public mutating func take() throws(Diagnostic) -> Token {
    let token = next
    next = try lexer.next()
    return token
  }

  /// An error at `token`, or at the next word.
  public func diagnostic(_ message: String, at token: Token? = nil) -> Diagnostic {
    lexer.diagnostic(message, at: token ?? next)
  }

  /// The error that the next word is not what is `expected`.
  public func unexpected(_ expected: String) -> Diagnostic {
    diagnostic("found \(next.kind), expected \(expected)")
  }

  /// Whether the next word is the sign or keyword `text`.
  public func sees(_ text: String) -> Bool {
    switch next.kind {
    case .punctuation(let sign): sign == text
    case .identifier(let name): name == text
    case .symbol, .value, .integer, .real, .string, .end: false
    }
  }

  /// Takes the next word when it is the sign or keyword `text`.
  public mutating func accept(_ text: String) throws(Diagnostic) -> Bool {
    guard sees(text) else { return false }
    try take()
    return true
  }

  /// Takes the sign or keyword `text`.
  public mutating func expect(_ text: String) throws(Diagnostic) {
    guard try accept(text) else { throw unexpected("'\(text)'") }
  }

  /// Takes a name, described as `role` in the error.
  public mutating func name(_ role: String) throws(Diagnostic) -> String {
    guard case .identifier(let name) = next.kind else { throw unexpected(role) }
    try take()
    return name
  }

  /// Takes a string, described as `role` in the error.
  public mutating func string(_ role: String) throws(Diagnostic) -> String {
    guard case .string(let text) = next.kind else { throw unexpected(role) }
    try take()
    return text
  }

  /// Takes an integer in `range`, described as `role` in the error.
  public mutating func integer(
    _ role: String, in range: ClosedRange<Int>
  ) throws(Diagnostic) -> Int {
    guard case .integer(let value) = next.kind else { throw unexpected(role) }
    guard range.contains(value) else {
      throw diagnostic(
        "\(role) \(value) is out of range, expected \(range.lowerBound) to \(range.upperBound)")
    }
    try take()
    return value
  }
}

extension TokenReader {
  /// Takes the next token if it is the name of a case; nil otherwise.
  mutating func word<Word: RawRepresentable<String> & CaseIterable>(
    of type: Word.Type
  ) throws(Diagnostic) -> Word? {
    guard let word = type.allCases.first(where: { sees($0.rawValue) }) else { return nil }
    try take()
    return word
  }

  /// The packing that comes next, that in rows where none does.
  mutating func packing() throws(Diagnostic) -> Packing {
    if try accept("rows") { return .rows }
    guard try accept("panels") else { return .rows }
    try expect("(")
    let width = try integer("the rows of a panel", in: 1...1024)
    try expect(")")
    return .panels(of: width)
  }
}

/// A parser of one level of the IR, built on a reader of words.
protocol TextParser {
  /// Where the words come from.
  var reader: TokenReader { get set }
}

extension TextParser {
  /// Takes items separated by commas up to `close`, which it takes too.
  mutating func list<Item>(
    to close: String, _ item: (inout Self) throws(Diagnostic) -> Item
  ) throws(Diagnostic) -> [Item] {
    if try reader.accept(close) { return [] }
    var items = [try item(&self)]
    while try reader.accept(",") { items.append(try item(&self)) }
    guard try reader.accept(close) else { throw reader.unexpected("',' or '\(close)'") }
    return items
  }
}

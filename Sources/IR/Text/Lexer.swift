import Diagnostics

/// Cuts textual IR into words; both levels of the IR share it.
public struct Lexer: Sendable {
  /// Longer signs come before their beginnings.
  private static let signs = [
    "..<", "...", "+=", "->", "==", "{", "}", "(", ")", "[", "]", "<", ">", ",", ":", ";", "=", "+",
    "-", "*", "/", "%", "|", "&",
  ].map { Array($0.utf8) }

  private let bytes: [UInt8]
  private let file: String
  private let error: DiagnosticID
  private var position = 0
  /// The last word's place, from which that of the next is counted.
  private var mark = (offset: 0, line: 1, column: 1)

  /// A lexer at the start of `text`, whose errors name `file` and have the id `error`.
  public init(_ text: String, file: String, error: DiagnosticID) {
    self.bytes = Array(text.utf8)
    self.file = file
    self.error = error
  }

  /// The next word, `end` at the end and ever after; throws at bytes that begin no word.
  public mutating func next() throws(Diagnostic) -> Token {
    let comments = skipBlanks()
    let start = position
    mark = place(of: start)
    let kind = try word()
    return Token(kind: kind, line: mark.line, column: mark.column, comments: comments)
  }

  /// An error at `token`.
  public func diagnostic(_ message: String, at token: Token) -> Diagnostic {
    Diagnostic(error, message, at: FileLocation(file, "line \(token.line), column \(token.column)"))
  }

  /// An error at byte `offset` of the word that is being read.
  private func diagnostic(_ message: String, at offset: Int) -> Diagnostic {
    let (_, line, column) = place(of: offset)
    return Diagnostic(error, message, at: FileLocation(file, "line \(line), column \(column)"))
  }

  /// Line and column, from 1 on, of byte `offset`, which is not in front of the last word.
  private func place(of offset: Int) -> (offset: Int, line: Int, column: Int) {
    var (line, column) = (mark.line, mark.column)
    for byte in bytes[mark.offset..<offset] {
      if byte == UInt8(ascii: "\n") {
        (line, column) = (line + 1, 1)
      } else if byte & 0xC0 != 0x80 {
        // Bytes that continue a character start no column.
        column += 1
      }
    }
    return (offset, line, column)
  }

  private func byte(_ distance: Int = 0) -> UInt8? {
    position + distance < bytes.count ? bytes[position + distance] : nil
  }

  /// Moves past blanks and comments, and hands back the comments.
  private mutating func skipBlanks() -> [String] {
    var comments: [String] = []
    while let first = byte() {
      if first == UInt8(ascii: "/"), byte(1) == UInt8(ascii: "/") {
        position += byte(2) == UInt8(ascii: " ") ? 3 : 2
        var line = take { $0 != UInt8(ascii: "\n") }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        comments.append(String(decoding: line, as: UTF8.self))
      } else if first == UInt8(ascii: " ") || (9...13).contains(first) {
        position += 1
      } else {
        break
      }
    }
    return comments
  }

  private mutating func take(while matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = position
    while let byte = byte(), matches(byte) { position += 1 }
    return bytes[start..<position]
  }

  private mutating func word() throws(Diagnostic) -> Token.Kind {
    guard let first = byte() else { return .end }
    if first.isLetter { return .identifier(name()) }
    if first.isDigit { return try number() }
    if first == UInt8(ascii: "\"") { return try string() }
    if let second = byte(1), second.isLetter || second.isDigit {
      if first == UInt8(ascii: "@") {
        position += 1
        return .symbol(name())
      }
      if first == UInt8(ascii: "%") {
        position += 1
        return .value(name())
      }
    }
    for sign in Self.signs where bytes[position...].starts(with: sign) {
      position += sign.count
      return .punctuation(String(decoding: sign, as: UTF8.self))
    }
    throw diagnostic("a word of textual IR cannot begin here", at: position)
  }

  /// A name; a dot belongs to it when more of the name follows.
  private mutating func name() -> String {
    let start = position
    while let byte = byte() {
      let continues = byte == UInt8(ascii: ".") && (self.byte(1).map(\.isNamePart) ?? false)
      guard byte.isNamePart || continues else { break }
      position += 1
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func number() throws(Diagnostic) -> Token.Kind {
    let start = position
    let isHexadecimal =
      byte() == UInt8(ascii: "0") && byte(1).map { $0 | 0x20 } == UInt8(ascii: "x")
    if isHexadecimal { position += 2 }
    let isDigit: (UInt8) -> Bool = { isHexadecimal ? $0.isHexadecimalDigit : $0.isDigit }
    _ = take(while: isDigit)
    var isReal = false
    if byte() == UInt8(ascii: "."), let next = byte(1), isDigit(next) {
      position += 1
      _ = take(while: isDigit)
      isReal = true
    }
    let mark = isHexadecimal ? UInt8(ascii: "p") : UInt8(ascii: "e")
    if let letter = byte(), letter | 0x20 == mark {
      position += 1
      if byte() == UInt8(ascii: "+") || byte() == UInt8(ascii: "-") { position += 1 }
      _ = take(while: \.isDigit)
      isReal = true
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if let next = byte(), next.isNamePart {
      throw diagnostic("number '\(text)' is followed by a letter", at: position)
    }
    if isReal {
      // What overflows to infinity is no literal: `inf` is spelled out.
      guard let value = Double(text), value.isFinite else {
        throw diagnostic("'\(text)' is not a number of 64 bits", at: start)
      }
      return .real(value)
    }
    let value = isHexadecimal ? Int(text.dropFirst(2), radix: 16) : Int(text)
    guard let value else { throw diagnostic("'\(text)' is not an integer of 64 bits", at: start) }
    return .integer(value)
  }

  private mutating func string() throws(Diagnostic) -> Token.Kind {
    let start = position
    position += 1
    var content: [UInt8] = []
    while let next = byte(), next != UInt8(ascii: "\""), next != UInt8(ascii: "\n") {
      position += 1
      if next == UInt8(ascii: "\\") {
        content += try escape().utf8
      } else {
        content.append(next)
      }
    }
    guard byte() == UInt8(ascii: "\"") else {
      throw diagnostic("a string is not closed on its line, expected '\"'", at: start)
    }
    position += 1
    return .string(String(decoding: content, as: UTF8.self))
  }

  private mutating func escape() throws(Diagnostic) -> String {
    let start = position - 1
    defer { position += 1 }
    switch byte() {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "u"):
      let digits = bytes[min(position + 1, bytes.count)...].prefix(4)
      let text = String(decoding: digits, as: UTF8.self)
      guard digits.count == 4, digits.allSatisfy(\.isHexadecimalDigit),
        let scalar = UInt32(text, radix: 16).flatMap(Unicode.Scalar.init)
      else { break }
      position += 4
      return String(Character(scalar))
    default: break
    }
    throw diagnostic(
      "unknown escape in a string, expected \\n, \\r, \\t, \\\", \\\\ or \\u and four digits",
      at: start)
  }
}

extension UInt8 {
  /// Whether a name may begin with the byte.
  fileprivate var isLetter: Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) || self == UInt8(ascii: "_")
  }

  fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

  fileprivate var isHexadecimalDigit: Bool {
    isDigit || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self | 0x20)
  }

  fileprivate var isNamePart: Bool { isLetter || isDigit }
}

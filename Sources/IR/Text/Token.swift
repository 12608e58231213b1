/// One word of textual IR, with the byte at which it starts.
public struct Token: Hashable, Sendable {
  /// What the word is.
  public enum Kind: Hashable, Sendable {
    /// A name or keyword: a letter or underscore, then letters, digits, underscores and dots.
    case identifier(String)
    /// `@name`, without the sign.
    case symbol(String)
    /// `%name`, without the sign.
    case value(String)
    /// A non-negative integer.
    case integer(Int)
    /// A non-negative number with a point, an exponent or both, decimal or hexadecimal.
    case real(Double)
    /// Quoted text, its escapes resolved.
    case string(String)
    /// A sign such as `{` or `..<`.
    case punctuation(String)
    /// Nothing more.
    case end
  }

  /// What the word is.
  public var kind: Kind
  /// The line it is on, from 1 on.
  public var line: Int
  /// The character of the line that it starts with, from 1 on.
  public var column: Int
  /// The `//` comments between the previous word and this one, one per line, without the slashes and the space after them.
  public var comments: [String]
}

extension Token.Kind: CustomStringConvertible {
  /// The word as an error message quotes it.
  public var description: String {
    switch self {
    case .identifier(let name): "'\(name)'"
    case .symbol(let name): "'@\(name)'"
    case .value(let name): "'%\(name)'"
    case .integer(let number): "'\(number)'"
    case .real(let number): "'\(number)'"
    case .string: "a string"
    case .punctuation(let sign): "'\(sign)'"
    case .end: "the end of the text"
    }
  }
}

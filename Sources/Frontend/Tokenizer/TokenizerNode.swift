import Diagnostics

/// A JSON value of a tokenizer's file together with its path there, so that every complaint can name its place.
public struct TokenizerNode: Sendable {
  private let value: JSONValue
  private let file: String
  private let path: Path

  /// The way from the root of the file to a value; only spelled out for messages.
  private indirect enum Path: Sendable {
    case root
    case member(Path, String)
    case element(Path, Int)

    /// The path in words, like `model.merges[3]`.
    var text: String {
      switch self {
      case .root: ""
      case .member(.root, let key): key
      case .member(let parent, let key): "\(parent.text).\(key)"
      case .element(let parent, let index): "\(parent.text)[\(index)]"
      }
    }
  }

  /// The root of `value`, the parsed content of `file`.
  public init(_ value: JSONValue, of file: String) {
    self.init(value, of: file, at: .root)
  }

  private init(_ value: JSONValue, of file: String, at path: Path) {
    (self.value, self.file, self.path) = (value, file, path)
  }

  /// Where this value stands.
  var place: FileLocation {
    if case .root = path {
      FileLocation(file)
    } else {
      FileLocation(file, "key \(named(path.text))")
    }
  }

  /// Where the member `key` of this object stands, or should.
  func place(of key: String) -> FileLocation {
    FileLocation(file, "key \(named(Path.member(path, key).text))")
  }

  /// The member `key` of this object; nil where it is absent or null.
  func optional(_ key: String) throws -> TokenizerNode? {
    guard let object = value.object else { throw unexpected("an object") }
    guard let member = object[key], !member.isNull else { return nil }
    return TokenizerNode(member, of: file, at: .member(path, key))
  }

  /// The member `key` of this object, which must be there.
  func member(_ key: String) throws -> TokenizerNode {
    guard let member = try optional(key) else {
      throw Diagnostic(
        .tokenizerField, "\(named(Path.member(path, key).text)) is missing", at: place)
    }
    return member
  }

  /// All members of this object, in the order of the file.
  func members() throws -> [(key: String, node: TokenizerNode)] {
    guard let object = value.object else { throw unexpected("an object") }
    return object.members.map { member in
      (member.key, TokenizerNode(member.value, of: file, at: .member(path, member.key)))
    }
  }

  /// All elements of this array.
  func elements() throws -> [TokenizerNode] {
    guard let array = value.array else { throw unexpected("an array") }
    return array.enumerated().map { index, element in
      TokenizerNode(element, of: file, at: .element(path, index))
    }
  }

  /// Whether this is an array.
  var isArray: Bool { value.array != nil }

  /// The text of this string.
  func string() throws -> String {
    guard let string = value.string else { throw unexpected("a string") }
    return string
  }

  /// The member `type`, which says what kind of stage this is.
  func type() throws -> String { try member("type").string() }

  /// The boolean member `key`, or `absent` where it is absent or null.
  func flag(_ key: String, absent: Bool = false) throws -> Bool {
    try optional(key)?.bool() ?? absent
  }

  /// This boolean.
  func bool() throws -> Bool {
    guard let bool = value.bool else { throw unexpected("true or false") }
    return bool
  }

  /// This integer as a token's id or another small count.
  func id() throws -> Int32 {
    guard let id = value.integer.flatMap(Int32.init(exactly:)), id >= 0 else {
      throw unexpected("an integer from 0 to \(Int32.max)")
    }
    return id
  }

  /// This number.
  func number() throws -> Double {
    guard let number = value.number else { throw unexpected("a number") }
    return number
  }

  /// A diagnostic that this value is not what it should be.
  private func unexpected(_ expected: String) -> Diagnostic {
    let found = value.integer.map(String.init) ?? value.kind
    return Diagnostic(
      .tokenizerField, "\(named(path.text)) is \(found), expected \(expected)", at: place)
  }
}

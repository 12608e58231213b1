/// A JSON value as it stands in a file: integers stay integers and members keep their order and place.
public enum JSONValue: Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number written without fraction and exponent; `-0` is a `number`.
  case integer(Int64)
  /// Any other number; infinite or not a number only where the reader's options allow it.
  case number(Double)
  /// A string, unescaped.
  case string(String)
  /// `[…]`.
  case array([JSONValue])
  /// `{…}`.
  case object(JSONObject)

  /// The text of a string, else nil.
  public var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The value of an integer, else nil: `1.0` and `1e2` are not integers.
  public var integer: Int64? {
    if case .integer(let value) = self { value } else { nil }
  }

  /// The value of an integer or another number, else nil.
  public var number: Double? {
    switch self {
    case .integer(let value): Double(value)
    case .number(let value): value
    case .null, .bool, .string, .array, .object: nil
    }
  }

  /// The value of a bool, else nil.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements of an array, else nil.
  public var array: [JSONValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object, else nil.
  public var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// Whether the value is `null`.
  public var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// What kind of value this is, in words for messages.
  public var kind: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .integer: "an integer"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  /// The member `key` of an object; nil when it is absent or this is no object.
  public subscript(key: String) -> JSONValue? { object?[key] }
}

/// The members of a JSON object in the order of the file; keys are unique, compared byte by byte.
public struct JSONObject: Sendable {
  /// One `key: value`.
  public struct Member: Sendable {
    /// The key, unescaped.
    public var key: String
    /// The value.
    public var value: JSONValue
    /// Where the key's opening quote stands in the file, in bytes.
    public var offset: Int
  }

  /// All members, in order.
  public var members: [Member]

  /// The value of `key`, if there. Takes time in the number of members: walk `members` where there are many.
  public subscript(key: String) -> JSONValue? { member(key)?.value }

  /// The member `key`, if there.
  public func member(_ key: String) -> Member? {
    members.first { ByteKey($0.key) == ByteKey(key) }
  }
}

/// A string that is equal to another only if their bytes are: `String` itself compares by canonical equivalence, under
/// which two different names of a file could count as one.
struct ByteKey: Hashable {
  let text: String

  init(_ text: String) { self.text = text }

  static func == (left: ByteKey, right: ByteKey) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

import Diagnostics

/// One of several keys for the same quantity.
struct Spelling {
  /// The object that may have the key.
  let reader: ConfigReader
  /// The key.
  let key: String

  /// `key` in the object of `reader`.
  init(_ reader: ConfigReader, _ key: String) { (self.reader, self.key) = (reader, key) }

  /// The first of `spellings` that is there, if any is; throws E0205 where another one says something else.
  static func first(of spellings: [Spelling]) throws -> Spelling? {
    let stated = spellings.compactMap { spelling in
      spelling.reader.value(spelling.key).map { (spelling: spelling, value: $0) }
    }
    for other in stated.dropFirst() where !other.value.says(stated[0].value) {
      throw other.spelling.contradicts(stated[0].spelling)
    }
    return stated.first?.spelling
  }

  /// The refusal of a key that goes after `winner` and says something else.
  func contradicts(_ winner: Spelling) -> Diagnostic {
    let name = named(winner.reader.prefix + winner.key)
    return reader.failure(
      .unsupportedSetting, key, "contradicts \(name), which takes precedence",
      help: "remove one of the two")
  }
}

extension ConfigReader {
  /// The first of `keys` for one quantity that is there, else the last; throws E0205 where they say different things.
  func spelling(_ keys: String...) throws -> String {
    try Spelling.first(of: keys.map { Spelling(self, $0) })?.key ?? keys[keys.count - 1]
  }
}

extension JSONValue {
  /// Whether both values are the same for a reader: 1 is 1.0, and members have no order.
  fileprivate func says(_ other: JSONValue) -> Bool {
    switch self {
    case .null: other.isNull
    case .bool(let bool): other.bool == bool
    case .integer, .number: other.number == number
    case .string(let string): other.string == string
    case .array(let elements):
      other.array.map { $0.count == elements.count && zip($0, elements).allSatisfy { $0.says($1) } }
        ?? false
    case .object(let object):
      other.object.map { other in
        other.members.count == object.members.count
          && object.members.allSatisfy { other[$0.key]?.says($0.value) ?? false }
      } ?? false
    }
  }
}

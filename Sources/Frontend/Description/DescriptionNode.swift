import Diagnostics
import IR
import Yams

/// A value of a description, with its place; every way to take it checks what it is.
struct DescriptionNode {
  let node: Node
  let file: String
  /// What the value is called in messages.
  let title: String

  /// Line and column of the value.
  var place: FileLocation { FileLocation(file, node.mark.map(Self.words)) }

  /// `mark` in words.
  static func words(_ mark: Mark) -> String { "line \(mark.line), column \(mark.column)" }

  /// A diagnostic about the value.
  func failure(_ message: String) -> Diagnostic {
    Diagnostic(.descriptionValue, "\(title) \(message)", at: place)
  }

  /// The members of a mapping whose keys are among `keys`.
  func mapping(_ keys: [String]) throws -> [String: DescriptionNode] {
    var members: [String: DescriptionNode] = [:]
    for (key, value) in try pairs() {
      guard keys.contains(key.text) else {
        throw Diagnostic(
          .descriptionKey, "\(named(key.text)) is not a key of \(title)", at: key.place,
          help: "expected one of: " + keys.joined(separator: ", "))
      }
      members[key.text] = value
    }
    return members
  }

  /// The members of a mapping in order, whose keys are strings.
  func pairs() throws -> [(key: Key, value: DescriptionNode)] {
    guard case .mapping(let mapping) = node else {
      throw failure("is \(kind), expected a mapping of keys to values")
    }
    return try mapping.map { keyNode, valueNode in
      guard case .scalar(let scalar) = keyNode else {
        throw failure("has a key that is no plain text")
      }
      let key = Key(
        text: scalar.string, place: FileLocation(file, keyNode.mark.map(Self.words) ?? place.detail)
      )
      let value = DescriptionNode(node: valueNode, file: file, title: named(scalar.string))
      return (key, value)
    }
  }

  /// A key and its place.
  struct Key {
    let text: String
    let place: FileLocation
  }

  /// The elements of a sequence.
  func elements() throws -> [DescriptionNode] {
    guard case .sequence(let sequence) = node else {
      throw failure("is \(kind), expected a sequence")
    }
    return sequence.map { DescriptionNode(node: $0, file: file, title: title) }
  }

  /// The text of a scalar.
  func text() throws -> String {
    guard case .scalar(let scalar) = node else { throw failure("is \(kind), expected text") }
    return scalar.string
  }

  /// The text of a scalar without quotes, else nil.
  private var plain: String? {
    guard case .scalar(let scalar) = node, scalar.style == .plain else { return nil }
    return scalar.string
  }

  /// An integer in `range`, in decimal digits.
  func integer(in range: ClosedRange<Int>) throws -> Int {
    guard let text = plain, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
    else { throw failure("is \(kind), expected an integer from 0 up") }
    // YAML 1.1 reads 016 as 14, YAML 1.2 as 16.
    guard text == "0" || !text.hasPrefix("0") else {
      throw failure("is \(kind), expected an integer without zeros in front")
    }
    guard let value = Int(text), range.contains(value) else {
      throw failure(
        "is \(text.prefix(30)), expected \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number, or `.inf`.
  func number() throws -> Double {
    guard let text = plain else { throw failure("is \(kind), expected a number") }
    if text == ".inf" { return .infinity }
    let isNumeric = text.utf8.allSatisfy { "0123456789+-.eE".utf8.contains($0) }
    guard isNumeric, let value = Double(text), value.isFinite else {
      throw failure("is \(kind), expected a number")
    }
    return value
  }

  /// A number that 32 bits can hold.
  func single() throws -> Double {
    let number = try number()
    guard number.fitsSingle else { throw failure("is \(number), which does not fit in 32 bits") }
    return number
  }

  /// `true` or `false`.
  func bool() throws -> Bool {
    switch plain {
    case "true": return true
    case "false": return false
    default: throw failure("is \(kind), expected true or false")
    }
  }

  /// What the value is, for messages.
  private var kind: String {
    switch node {
    case .scalar(let scalar): named(scalar.string)
    case .mapping: "a mapping"
    case .sequence: "a sequence"
    case .alias: "an alias"
    }
  }
}

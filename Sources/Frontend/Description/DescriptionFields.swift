import Diagnostics
import IR
import Yams

/// The members of a mapping in a description, taken by key, each with its kind and range checked.
struct DescriptionFields {
  /// What is described.
  let node: DescriptionNode
  private let members: [String: DescriptionNode]
  private let asked = Asked()
  /// Channels of the model.
  let width: Int
  /// Epsilon of norms that state no other.
  let epsilon: Double

  /// The members of `node`, whose keys are among `keys`, in a model of `width` channels.
  init(_ node: DescriptionNode, keys: [String], width: Int, epsilon: Double) throws {
    self.node = node
    members = try node.mapping(keys)
    (self.width, self.epsilon) = (width, epsilon)
  }

  /// The keys that somebody asked for.
  private final class Asked {
    var keys: Set<String> = []
  }

  /// Throws E0222 at a member that nobody asked for: beside the others it means nothing.
  func refuseUnused() throws {
    let unused = try node.pairs().first { !asked.keys.contains($0.key.text) }
    guard let key = unused?.key else { return }
    throw Diagnostic(
      .descriptionKey,
      "\(named(key.text)) has no effect with the other keys of \(node.title)", at: key.place)
  }

  /// The value of `key`, if it is there.
  func value(_ key: String) -> DescriptionNode? {
    asked.keys.insert(key)
    return members[key]
  }

  private func required(_ key: String) throws -> DescriptionNode {
    asked.keys.insert(key)
    return try DescriptionArchitecture.required(key, members, of: node)
  }

  /// The integer at `key`, required unless it has a default.
  func integer(
    _ key: String, in range: ClosedRange<Int> = ArchitectureLimits.width,
    default fallback: Int? = nil
  ) throws -> Int {
    if let fallback, value(key) == nil { return fallback }
    return try required(key).integer(in: range)
  }

  /// The integer at `key`, nil where it is absent.
  func optional(
    _ key: String, in range: ClosedRange<Int> = ArchitectureLimits.width
  ) throws -> Int? {
    try value(key)?.integer(in: range)
  }

  /// The bool at `key`.
  func bool(_ key: String, default fallback: Bool = false) throws -> Bool {
    try value(key)?.bool() ?? fallback
  }

  /// The number at `key`, which 32 bits can hold; required unless it has a default.
  func number(_ key: String, default fallback: Double? = nil) throws -> Double {
    if let fallback, value(key) == nil { return fallback }
    return try required(key).single()
  }

  /// The epsilon at `key`, the model's where it is absent.
  func epsilon(_ key: String) throws -> Double {
    try value(key).map(DescriptionArchitecture.epsilon) ?? epsilon
  }

  /// The word at `key`, one of those of `Word`.
  func word<Word: RawRepresentable & CaseIterable>(
    _ key: String, default fallback: Word
  ) throws -> Word where Word.RawValue == String {
    guard let node = value(key) else { return fallback }
    let text = try node.text()
    guard let word = Word(rawValue: text) else {
      let known = Word.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw node.failure("is \(named(text)), expected one of: \(known)")
    }
    return word
  }

  /// The mapping at `key`, if it is there, whose keys are among `keys`.
  func fields(_ key: String, keys: [String]) throws -> DescriptionFields? {
    try value(key).map {
      try DescriptionFields($0, keys: keys, width: width, epsilon: epsilon)
    }
  }
}

/// A key of a description with its value, as it is written.
struct DescriptionField {
  /// The key.
  var key: String
  /// The value.
  var value: Node

  /// `key: value`.
  init(_ key: String, _ value: Node) { (self.key, self.value) = (key, value) }
  /// A whole number.
  init(_ key: String, _ value: Int) { self.init(key, Node("\(value)")) }
  /// A number that reads back as itself.
  init(_ key: String, _ value: Double) { self.init(key, Self.node(value)) }
  /// `true` or `false`.
  init(_ key: String, _ value: Bool) { self.init(key, Node(value ? "true" : "false")) }
  /// A word.
  init(_ key: String, _ value: String) { self.init(key, Node(value)) }
  /// A mapping.
  init(_ key: String, _ fields: [DescriptionField]) { self.init(key, Self.mapping(fields)) }
  /// A sequence of numbers, in one line.
  init(_ key: String, _ values: [Double]) {
    self.init(key, .sequence(Node.Sequence(values.map(Self.node), .implicit, .flow)))
  }

  /// A mapping of `fields`.
  static func mapping(_ fields: [DescriptionField]) -> Node {
    .mapping(Node.Mapping(fields.map { (Node($0.key), $0.value) }))
  }

  private static func node(_ value: Double) -> Node {
    Node(value.isFinite ? "\(value)" : ".inf")
  }
}

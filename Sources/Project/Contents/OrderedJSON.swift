import Diagnostics

/// A JSON value whose members keep their order.
public indirect enum OrderedJSON: Hashable, Sendable {
  case null
  case flag(Bool)
  case integer(Int)
  /// Finite.
  case number(Double)
  case text(String)
  case list([OrderedJSON])
  case object([Member])

  /// A member of an object.
  public struct Member: Hashable, Sendable {
    /// Unique in its object.
    public var key: String
    /// What it stands for.
    public var value: OrderedJSON

    /// The member `key` with `value`.
    public init(_ key: String, _ value: OrderedJSON) {
      self.key = key
      self.value = value
    }
  }

  /// The value on one line, without spaces.
  public var compact: String {
    switch self {
    case .null: "null"
    case .flag(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .text(let value): DiagnosticRenderer.quoted(value)
    case .list(let elements): "[" + elements.map(\.compact).joined(separator: ",") + "]"
    case .object(let members):
      "{"
        + members.map { "\(DiagnosticRenderer.quoted($0.key)):\($0.value.compact)" }
        .joined(separator: ",") + "}"
    }
  }

  /// The value with a member a line; lists of plain values stay on theirs.
  public func indented(_ depth: Int = 0) -> String {
    let (inner, outer) = (
      String(repeating: "  ", count: depth + 1), String(repeating: "  ", count: depth)
    )
    switch self {
    case .list(let elements) where elements.contains(where: \.isNested):
      return "[\n" + elements.map { inner + $0.indented(depth + 1) }.joined(separator: ",\n")
        + "\n\(outer)]"
    case .list(let elements): return "[" + elements.map(\.compact).joined(separator: ", ") + "]"
    case .object(let members) where !members.isEmpty:
      let lines = members.map {
        "\(inner)\(DiagnosticRenderer.quoted($0.key)): \($0.value.indented(depth + 1))"
      }
      return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
    case .null, .flag, .integer, .number, .text, .object: return compact
    }
  }

  /// Whether it has elements or members.
  var isNested: Bool {
    switch self {
    case .list, .object: true
    case .null, .flag, .integer, .number, .text: false
    }
  }
}

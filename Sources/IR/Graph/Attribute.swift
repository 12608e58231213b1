import Diagnostics

/// A named constant of an operation, as written between braces in textual IR.
public struct Attribute: Hashable, Sendable {
  /// The name.
  public var name: String
  /// The value.
  public var value: AttributeValue

  /// `name = value`.
  public init(_ name: String, _ value: AttributeValue) {
    self.name = name
    self.value = value
  }
}

/// The value of an attribute.
public enum AttributeValue: Hashable, Sendable {
  /// A whole number.
  case integer(Int)
  /// A real number.
  case real(Double)
  /// A bare word.
  case word(String)
  /// The name of a parameter or state.
  case symbol(String)
  /// Whole numbers in brackets.
  case integers([Int])
}

/// Hands the attributes of one operation to its definition, and says what is missing, wrong or left over.
public struct AttributeReader {
  private var remaining: [Attribute]
  private let operation: String
  private let place: FileLocation?

  /// A reader of the attributes of `operation`, written at `place`.
  public init(_ attributes: [Attribute], operation: String, at place: FileLocation?) {
    self.remaining = attributes
    self.operation = operation
    self.place = place
  }

  /// Whether there is an attribute `name` that nobody took.
  public func has(_ name: String) -> Bool { remaining.contains { $0.name == name } }

  /// Takes attribute `name`, nil when absent.
  public mutating func take(_ name: String) -> AttributeValue? {
    guard let index = remaining.firstIndex(where: { $0.name == name }) else { return nil }
    return remaining.remove(at: index).value
  }

  /// Takes a whole number of at least `least`.
  public mutating func integer(_ name: String, atLeast least: Int) throws -> Int {
    guard case .integer(let value)? = take(name), value >= least else {
      throw failure("needs an integer '\(name)' of at least \(least)")
    }
    return value
  }

  /// Takes a real number; whole numbers are real numbers too.
  public mutating func real(_ name: String) throws -> Double {
    switch take(name) {
    case .real(let value)?: return value
    case .integer(let value)?: return Double(value)
    default: throw failure("needs a number '\(name)'")
    }
  }

  /// Takes a truth value, `true` or `false`.
  public mutating func truth(_ name: String) throws -> Bool {
    guard case .word(let word)? = take(name), let value = Bool(word) else {
      throw failure("needs '\(name)' to be true or false")
    }
    return value
  }

  /// Takes the name of a parameter or state.
  public mutating func symbol() throws -> String {
    guard case .symbol(let name)? = take("") else { throw failure("needs a name such as '@w'") }
    return name
  }

  /// Refuses attributes that nobody took.
  public func finish() throws {
    guard let extra = remaining.first else { return }
    throw failure("has no attribute '\(extra.name)'")
  }

  /// A diagnostic about this operation's attributes.
  public func failure(_ message: String) -> Diagnostic {
    Diagnostic(.badAttribute, "operation '\(operation)' \(message)", at: place)
  }
}

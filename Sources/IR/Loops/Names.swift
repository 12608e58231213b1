/// A name in a loop program, of a type that tells what it names: names of different kinds are never taken for each other.
public protocol LoopName: Hashable, Comparable, Sendable, CustomStringConvertible,
  ExpressibleByStringInterpolation
where StringLiteralType == String {
  /// The text of the name.
  var text: String { get }

  /// The name `text`.
  init(_ text: String)
}

extension LoopName {
  /// The name that the literal spells.
  public init(stringLiteral text: String) { self.init(text) }

  /// The text of the name.
  public var description: String { text }

  /// Names in the order of their texts.
  public static func < (left: Self, right: Self) -> Bool { left.text < right.text }
}

/// The name of a loop variable, an index scalar or a size.
public struct Symbol: LoopName {
  /// The text of the name.
  public let text: String

  /// The symbol `text`.
  public init(_ text: String) { self.text = text }
}

/// The name of a buffer.
public struct BufferID: LoopName {
  /// The text of the name.
  public let text: String

  /// The buffer `text`.
  public init(_ text: String) { self.text = text }
}

/// The name of a real scalar.
public struct Scalar: LoopName {
  /// The text of the name.
  public let text: String

  /// The scalar `text`.
  public init(_ text: String) { self.text = text }
}

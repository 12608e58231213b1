/// A value of the graph: defined once, by an operation, a function argument or a region argument.
public struct Value: Hashable, Sendable {
  /// Unique within its function.
  public var number: Int

  /// The value `%number`.
  public init(_ number: Int) { self.number = number }
}

extension Value: CustomStringConvertible {
  /// As written in textual IR.
  public var description: String { "%\(number)" }
}

/// A value with its type, where it is defined.
public struct TypedValue: Hashable, Sendable {
  /// The value.
  public var value: Value
  /// Its type.
  public var type: TensorType

  /// `value` of `type`.
  public init(_ value: Value, _ type: TensorType) {
    self.value = value
    self.type = type
  }
}

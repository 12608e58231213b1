/// A real scalar of a loop program, by its name.
public struct Scalar: Hashable, Sendable, Term {
  /// The name, which no other scalar in sight has.
  public var name: String

  /// The scalar called `name`.
  public init(_ name: String) { self.name = name }

  /// What the scalar holds.
  public var expression: Expression { .scalar(name) }

  /// Introduces the scalar with a value.
  public func define(_ value: some Term) -> Statement { .define(name, value.expression) }

  /// Gives the scalar a new value.
  public func set(_ value: some Term) -> Statement { .assign(name, value.expression) }

  /// Adds to the scalar.
  public func add(_ value: some Term) -> Statement { set(self + value) }
}

extension Access {
  /// Gives the element a value.
  public func set(_ value: some Term) -> Statement { .store(self, value.expression) }

  /// Adds to the element.
  public func add(_ value: some Term) -> Statement { .accumulate(self, value.expression) }
}

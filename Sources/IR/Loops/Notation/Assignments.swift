extension Scalar: Term {
  /// What the scalar holds.
  public var expression: Expression { .scalar(self) }

  /// Introduces the scalar with a value.
  public func define(_ value: some Term) -> Statement { .define(self, value.expression) }

  /// Gives the scalar a new value.
  public func set(_ value: some Term) -> Statement { .assign(self, value.expression) }

  /// Adds to the scalar.
  public func add(_ value: some Term) -> Statement { set(self + value) }
}

extension Access {
  /// Gives the element a value.
  public func set(_ value: some Term) -> Statement { .store(self, value.expression) }

  /// Adds to the element.
  public func add(_ value: some Term) -> Statement { .accumulate(self, value.expression) }
}

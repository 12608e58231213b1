/// What may stand in an expression: expressions themselves, elements of buffers, scalars and numbers.
public protocol Term {
  /// The term as an expression.
  var expression: Expression { get }
}

extension Expression: Term {
  /// The expression itself.
  public var expression: Expression { self }
}

extension Access: Term {
  /// What the element holds.
  public var expression: Expression { .load(self) }
}

extension Double: Term {
  /// The number as a literal.
  public var expression: Expression { .constant(self) }
}

/// The sum.
public func + (left: some Term, right: some Term) -> Expression {
  .binary(.add, left.expression, right.expression)
}

/// The difference.
public func - (left: some Term, right: some Term) -> Expression {
  .binary(.subtract, left.expression, right.expression)
}

/// The product.
public func * (left: some Term, right: some Term) -> Expression {
  .binary(.multiply, left.expression, right.expression)
}

/// The quotient.
public func / (left: some Term, right: some Term) -> Expression {
  .binary(.divide, left.expression, right.expression)
}

extension UnaryFunction {
  /// The function of `argument`.
  public func callAsFunction(_ argument: some Term) -> Expression {
    .unary(self, argument.expression)
  }
}

extension BinaryFunction {
  /// The function of `left` and `right`.
  public func callAsFunction(_ left: some Term, _ right: some Term) -> Expression {
    .binary(self, left.expression, right.expression)
  }
}

/// e to the power of `argument`.
public func exp(_ argument: some Term) -> Expression { UnaryFunction.exp(argument) }

/// The greater of the two.
public func maximum(_ left: some Term, _ right: some Term) -> Expression {
  BinaryFunction.maximum(left, right)
}

/// The lesser of the two.
public func minimum(_ left: some Term, _ right: some Term) -> Expression {
  BinaryFunction.minimum(left, right)
}

/// 1 where `left` is less than `right`, 0 elsewhere.
public func isLess(_ left: some Term, _ right: some Term) -> Expression {
  BinaryFunction.less(left, right)
}

/// How closely the forms of an expression bind, loosest first: the order of C99, 6.5, but comparisons all alike.
enum CPrecedence: Int, Comparable {
  /// The arguments of a call and the sides of an assignment.
  case lowest
  case conditional
  case relational
  case additive
  case multiplicative
  case prefix
  case postfix

  static func < (left: CPrecedence, right: CPrecedence) -> Bool { left.rawValue < right.rawValue }

  /// The next closer level.
  var closer: CPrecedence { CPrecedence(rawValue: rawValue + 1) ?? self }
}

extension CBinary {
  /// The level of the operator; all of them group from the left.
  var precedence: CPrecedence {
    switch self {
    case .less, .differs: .relational
    case .add, .subtract: .additive
    case .multiply, .divide, .remainder: .multiplicative
    }
  }
}

extension CExpression {
  /// The level of the outermost form.
  var precedence: CPrecedence {
    switch self {
    case .name, .element, .call: .postfix
    case .integer(let value): value < 0 ? .prefix : .postfix
    case .float(let value): value.sign == .minus ? .prefix : .postfix
    case .prefix, .cast: .prefix
    case .binary(let operation, _, _): operation.precedence
    case .conditional: .conditional
    }
  }
}

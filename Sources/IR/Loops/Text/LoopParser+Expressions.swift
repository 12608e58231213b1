import Diagnostics

extension LoopParser {
  /// One bound, or `min(a, b, …)`.
  mutating func least() throws(Diagnostic) -> [Affine] {
    let start = reader.next
    guard try reader.accept("min") else { return [try affine()] }
    try reader.expect("(")
    let bounds = try list(to: ")") { (parser) throws(Diagnostic) in try parser.affine() }
    guard !bounds.isEmpty else {
      throw reader.diagnostic("'min()' has no bounds, expected at least one", at: start)
    }
    return bounds
  }

  /// The element of `buffer` whose indices come next.
  mutating func access(to buffer: BufferID) throws(Diagnostic) -> Access {
    try reader.expect("[")
    return Access(buffer, try list(to: "]") { (parser) throws(Diagnostic) in try parser.affine() })
  }

  /// A sum of integers and multiples of names.
  mutating func affine() throws(Diagnostic) -> Affine {
    let start = reader.next
    var sum = LinearSum()
    let isNegative = try reader.accept("-")
    try addTerm(to: &sum, negated: isNegative)
    while reader.sees("+") || reader.sees("-") {
      let isNegative = try reader.take().kind == .punctuation("-")
      try addTerm(to: &sum, negated: isNegative)
    }
    guard let result = sum.affine(within: Self.greatest) else {
      throw reader.diagnostic(
        "numbers in an index are out of range, expected at most \(Self.greatest)", at: start)
    }
    return result
  }

  private mutating func addTerm(
    to sum: inout LinearSum, negated: Bool
  ) throws(Diagnostic) {
    let sign = negated ? -1 : 1
    switch reader.next.kind {
    case .integer:
      let factor = try integer("a number")
      if try reader.accept("*") {
        sum.add(sign * factor, Symbol(try name("a name")))
      } else {
        sum.add(sign * factor, nil)
      }
    case .identifier: sum.add(sign, Symbol(try name("a name")))
    default: throw reader.unexpected("an integer or a name")
    }
  }

  /// A real-valued expression.
  mutating func expression() throws(Diagnostic) -> Expression { try sum(nesting: 0).value }

  /// An expression and the depth of its tree, which others walk recursively.
  private typealias Measured = (value: Expression, depth: Int)

  private func bounded(_ value: Expression, _ depth: Int) throws(Diagnostic) -> Measured {
    guard depth <= Self.deepest.expressions else {
      throw reader.diagnostic(
        "an expression is nested too deeply, expected at most \(Self.deepest.expressions) levels")
    }
    return (value, depth)
  }

  private func join(
    _ function: BinaryFunction, _ left: Measured, _ right: Measured
  ) throws(Diagnostic) -> Measured {
    try bounded(.binary(function, left.value, right.value), max(left.depth, right.depth) + 1)
  }

  private mutating func sum(nesting: Int) throws(Diagnostic) -> Measured {
    var result = try product(nesting: nesting)
    while true {
      if try reader.accept("+") {
        result = try join(.add, result, try product(nesting: nesting))
      } else if try reader.accept("-") {
        result = try join(.subtract, result, try product(nesting: nesting))
      } else {
        return result
      }
    }
  }

  private mutating func product(nesting: Int) throws(Diagnostic) -> Measured {
    var result = try operand(nesting: nesting)
    while true {
      if try reader.accept("*") {
        result = try join(.multiply, result, try operand(nesting: nesting))
      } else if try reader.accept("/") {
        result = try join(.divide, result, try operand(nesting: nesting))
      } else {
        return result
      }
    }
  }

  private mutating func operand(nesting: Int) throws(Diagnostic) -> Measured {
    _ = try bounded(.constant(0), nesting)
    if try reader.accept("-") {
      // A sign before a number belongs to the number.
      if let number = try number() { return (.constant(-number), 0) }
      let argument = try operand(nesting: nesting + 1)
      return try bounded(.unary(.negate, argument.value), argument.depth + 1)
    }
    if let number = try number() { return (.constant(number), 0) }
    if try reader.accept("(") {
      let inner = try sum(nesting: nesting + 1)
      try reader.expect(")")
      return inner
    }
    let start = reader.next
    if try reader.accept("min") { return try application(of: "min", at: start, nesting: nesting) }
    let name = try name("a number, a name or '('")
    if reader.sees("[") { return (.load(try access(to: BufferID(name))), 0) }
    guard reader.sees("(") else { return (.scalar(Scalar(name)), 0) }
    return try application(of: name, at: start, nesting: nesting)
  }

  private mutating func number() throws(Diagnostic) -> Double? {
    let number: Double
    switch reader.next.kind {
    case .real(let value): number = value
    case .integer(let value): number = Double(value)
    case .identifier("inf"): number = .infinity
    case .identifier("nan"): number = .nan
    case .identifier, .symbol, .value, .string, .punctuation, .end: return nil
    }
    try reader.take()
    return number
  }

  private mutating func application(
    of name: String, at start: Token, nesting: Int
  ) throws(Diagnostic) -> Measured {
    let binaries: [String: BinaryFunction] = ["min": .minimum, "max": .maximum, "less": .less]
    let binary = binaries[name]
    let unary = UnaryFunction(rawValue: name)
    guard binary != nil || unary != nil && unary != .negate else {
      let known =
        UnaryFunction.allCases.filter { $0 != .negate }.map { "'\($0.rawValue)'" }
        + ["'min'", "'max'", "'less'"]
      throw reader.diagnostic(
        "no function is called '\(name)', expected \(known.joined(separator: ", "))", at: start)
    }
    try reader.expect("(")
    let first = try sum(nesting: nesting + 1)
    if let binary {
      try reader.expect(",")
      let second = try sum(nesting: nesting + 1)
      try reader.expect(")")
      return try join(binary, first, second)
    }
    try reader.expect(")")
    return try bounded(.unary(unary ?? .negate, first.value), first.depth + 1)
  }
}

/// A sum under construction, which remembers instead of trapping that it left the range of its numbers.
private struct LinearSum {
  private var constant = 0
  private var coefficients: [Symbol: Int] = [:]
  private var overflows = false

  /// Adds `factor · symbol`, or `factor` alone.
  mutating func add(_ factor: Int, _ symbol: Symbol?) {
    let old = symbol.map { coefficients[$0, default: 0] } ?? constant
    let (new, overflow) = old.addingReportingOverflow(factor)
    overflows = overflows || overflow
    if let symbol { coefficients[symbol] = new } else { constant = new }
  }

  /// The sum, nil where one of its numbers is beyond `greatest`.
  func affine(within greatest: Int) -> Affine? {
    let numbers = [constant] + coefficients.values
    guard !overflows, numbers.allSatisfy({ $0.magnitude <= greatest.magnitude }) else { return nil }
    return Affine(constant, coefficients.map { Affine.Term($0.key, $0.value) })
  }
}

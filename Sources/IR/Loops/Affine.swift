/// An integer expression `constant + Σ coefficient · symbol` over loop variables and sizes, in canonical form.
public struct Affine: Hashable, Sendable {
  /// One product of a coefficient and a symbol.
  public struct Term: Hashable, Sendable {
    /// The loop variable, index scalar or size.
    public var symbol: Symbol
    /// Never zero.
    public var coefficient: Int

    /// `coefficient · symbol`.
    public init(_ symbol: Symbol, _ coefficient: Int) {
      self.symbol = symbol
      self.coefficient = coefficient
    }
  }

  /// The part that no symbol moves.
  public private(set) var constant: Int
  /// The products, by ascending symbol, each symbol once.
  public private(set) var terms: [Term]

  /// The expression `constant + Σ terms`, brought to canonical form.
  public init(_ constant: Int, _ terms: [Term] = []) {
    self.constant = constant
    var merged: [Symbol: Int] = [:]
    for term in terms { merged[term.symbol, default: 0] += term.coefficient }
    self.terms =
      merged.filter { $0.value != 0 }.map { Term($0.key, $0.value) }
      .sorted { $0.symbol < $1.symbol }
  }

  /// The expression that is just `name`.
  public static func symbol(_ name: Symbol) -> Affine { Affine(0, [Term(name, 1)]) }

  /// The value when no symbol is left.
  public var asConstant: Int? { terms.isEmpty ? constant : nil }

  /// The symbol when the expression is that symbol alone.
  public var asSymbol: Symbol? {
    guard constant == 0, terms.count == 1, let term = terms.first, term.coefficient == 1 else {
      return nil
    }
    return term.symbol
  }

  /// The factor in front of `symbol`, zero where it does not occur.
  public func coefficient(of symbol: Symbol) -> Int {
    terms.first { $0.symbol == symbol }?.coefficient ?? 0
  }

  /// The expression with `replacement` in the place of `symbol`.
  public func substituting(_ symbol: Symbol, by replacement: Affine) -> Affine {
    let factor = coefficient(of: symbol)
    guard factor != 0 else { return self }
    return Affine(constant, terms.filter { $0.symbol != symbol }) + factor * replacement
  }

  /// The value under `binding`, nil where a symbol has none.
  public func evaluate(_ binding: (Symbol) -> Int?) -> Int? {
    var sum = constant
    for term in terms {
      guard let value = binding(term.symbol) else { return nil }
      sum += term.coefficient * value
    }
    return sum
  }

  /// The expression plus `factor · other`, nil where a number overflows.
  public func adding(_ other: Affine, times factor: Int) -> Affine? {
    guard let constant = Self.sum(constant, other.constant, times: factor) else { return nil }
    var result = Affine(constant)
    result.terms.reserveCapacity(terms.count + other.terms.count)
    // Both lists of terms ascend, so they are merged in one go.
    var (left, right) = (terms[...], other.terms[...])
    while let symbol = [left.first, right.first].compactMap({ $0?.symbol }).min() {
      let own = left.first?.symbol == symbol ? left.removeFirst().coefficient : 0
      let others = right.first?.symbol == symbol ? right.removeFirst().coefficient : 0
      guard let coefficient = Self.sum(own, others, times: factor) else { return nil }
      if coefficient != 0 { result.terms.append(Term(symbol, coefficient)) }
    }
    return result
  }

  private static func sum(_ left: Int, _ right: Int, times factor: Int) -> Int? {
    let (product, productOverflows) = right.multipliedReportingOverflow(by: factor)
    let (sum, sumOverflows) = left.addingReportingOverflow(product)
    return productOverflows || sumOverflows ? nil : sum
  }

  /// The sum.
  public static func + (left: Affine, right: Affine) -> Affine {
    Affine(left.constant + right.constant, left.terms + right.terms)
  }

  /// The difference.
  public static func - (left: Affine, right: Affine) -> Affine { left + -1 * right }

  /// The product with a number.
  public static func * (factor: Int, expression: Affine) -> Affine {
    Affine(
      factor * expression.constant,
      expression.terms.map { Term($0.symbol, factor * $0.coefficient) })
  }
}

extension Affine: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
  /// A constant.
  public init(integerLiteral value: Int) { self.init(value) }
  /// A symbol.
  public init(stringLiteral value: String) { self = .symbol(Symbol(value)) }
}

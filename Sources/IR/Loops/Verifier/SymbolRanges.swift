/// What is known of the symbols that are visible at one point of a program, outermost first.
///
/// Each symbol is bounded by expressions in the symbols before it, so that substituting bounds for symbols, innermost
/// first, turns any expression into one in outer symbols only, and at last into a number.
package struct SymbolRanges: Sendable {
  /// That `scale · symbol` is at least, or at most, `limit`.
  struct Bound: Sendable {
    /// Positive.
    var scale = 1
    /// An expression in earlier symbols.
    var limit: Affine
  }

  /// One symbol with its bounds; each bound holds by itself.
  struct Entry: Sendable {
    var symbol: Symbol
    var lowers: [Bound]
    var uppers: [Bound]
  }

  /// Which end of a range is asked for.
  package enum Side { case least, greatest }

  /// Leaves of one search for a bound; ordinary programs need a few dozen.
  private static let patience = 1024

  /// Nothing is known.
  package init() {}

  private var entries: [Entry] = []
  private var positions: [Symbol: Int] = [:]

  /// Whether anything is known of `symbol`.
  package func knows(_ symbol: Symbol) -> Bool { positions[symbol] != nil }

  /// How many symbols are known.
  var count: Int { entries.count }

  private mutating func append(_ entry: Entry) {
    positions[entry.symbol] = entries.count
    entries.append(entry)
  }

  /// Adds a size.
  package mutating func append(_ size: SizeParameter) {
    append(
      Entry(
        symbol: size.name, lowers: [Bound(limit: Affine(size.least))],
        uppers: [Bound(limit: size.greatest)]))
  }

  /// Adds a loop's variable as its body sees it.
  package mutating func append(_ loop: Loop) {
    let uppers = loop.uppers.map { upper -> Bound in
      guard let distance = (upper - loop.lower).asConstant, distance > 0 else {
        return Bound(limit: upper - 1)
      }
      // The last value that the steps meet.
      return Bound(limit: loop.lower + Affine((distance - 1) / loop.step * loop.step))
    }
    append(Entry(symbol: loop.variable, lowers: [Bound(limit: loop.lower)], uppers: uppers))
  }

  /// Adds an index scalar.
  package mutating func append(_ name: Symbol, _ source: IndexSource) {
    let zero = Bound(limit: 0)
    switch source {
    case .load(_, let below):
      append(Entry(symbol: name, lowers: [zero], uppers: [Bound(limit: Affine(below - 1))]))
    case .quotient(let value, let divisor):
      // divisor · q lies in value − divisor + 1 ... value.
      var uppers = [Bound(scale: divisor, limit: value)]
      if let greatest = constant(.greatest, of: value) {
        uppers.append(Bound(limit: Affine(greatest / divisor)))
      }
      let lower = Bound(scale: divisor, limit: value - Affine(divisor - 1))
      append(Entry(symbol: name, lowers: [zero, lower], uppers: uppers))
    case .remainder(let value, let divisor):
      let uppers = [Bound(limit: Affine(divisor - 1)), Bound(limit: value)]
      append(Entry(symbol: name, lowers: [zero], uppers: uppers))
    case .least(let values):
      append(Entry(symbol: name, lowers: [zero], uppers: values.map { Bound(limit: $0) }))
    }
  }

  /// Adds the number of elements of a list.
  package mutating func append(_ selection: Selection) {
    append(
      Entry(
        symbol: selection.count, lowers: [Bound(limit: 0)],
        uppers: [Bound(limit: selection.upper)]))
  }

  /// A value for every symbol, outermost first, each chosen by `choose` from those that the values before it leave.
  package func values(choosing choose: (Symbol, ClosedRange<Int>) -> Int) -> [Symbol: Int] {
    var values: [Symbol: Int] = [:]
    for entry in entries {
      let least = entry.lowers.compactMap { bound in
        bound.limit.evaluate { values[$0] }.map { ($0 + bound.scale - 1) / bound.scale }
      }.max()
      let greatest = entry.uppers.compactMap { bound in
        bound.limit.evaluate { values[$0] }.map { $0 / bound.scale }
      }.min()
      let first = least ?? 0
      values[entry.symbol] = choose(entry.symbol, first...max(first, greatest ?? first))
    }
    return values
  }

  /// Whether the expression is at least zero wherever it is evaluated.
  package func proves(nonNegative expression: Affine) -> Bool {
    search(.least, of: expression, keeping: 0, provesSign: true) { ($0.asConstant ?? -1) >= 0 }
  }

  /// Bounds of the expression in the first `kept` symbols; each holds by itself, there may be none.
  func bounds(_ side: Side, of expression: Affine, keeping kept: Int) -> [Affine] {
    var (found, seen): ([Affine], Set<Affine>) = ([], [])
    _ = search(side, of: expression, keeping: kept) { bound in
      if seen.insert(bound).inserted { found.append(bound) }
      return false
    }
    return found
  }

  /// The tightest number that bounds the expression.
  package func constant(_ side: Side, of expression: Affine) -> Int? {
    let numbers = bounds(side, of: expression, keeping: 0).compactMap(\.asConstant)
    return side == .least ? numbers.max() : numbers.min()
  }

  /// The bounds of a loop without those that others imply; of equal ones the first stays.
  package func withoutImplied(_ bounds: [Affine]) -> [Affine] {
    var kept = bounds
    for index in bounds.indices.reversed() {
      var others = kept
      let bound = others.remove(at: index)
      if others.contains(where: { proves(nonNegative: bound - $0) }) { kept = others }
    }
    return kept
  }

  /// Offers bounds of the expression to `accepts` until it takes one; false when it takes none.
  ///
  /// An integer e is at least zero exactly when `f · e + f − 1` is, for any positive f, which lets quotients by f meet
  /// what they divide; `provesSign` says that only the sign is asked for.
  private func search(
    _ side: Side, of expression: Affine, keeping kept: Int, provesSign: Bool = false,
    _ accepts: (Affine) -> Bool
  ) -> Bool {
    var remaining = Self.patience
    func visit(_ expression: Affine) -> Bool {
      guard let (entry, coefficient) = innermost(of: expression, keeping: kept) else {
        remaining -= 1
        return accepts(expression)
      }
      let isLower = (coefficient > 0) == (side == .least)
      for bound in isLower ? entry.lowers : entry.uppers where remaining > 0 {
        let factor = coefficient % bound.scale == 0 ? 1 : bound.scale
        guard factor == 1 || provesSign,
          let scaled = Affine(factor - 1).adding(expression, times: factor),
          let replaced = Self.substitute(bound, for: entry.symbol, in: scaled)
        else { continue }
        if visit(replaced) { return true }
      }
      return false
    }
    return visit(expression)
  }

  /// The expression with the bound's limit in the place of its multiple of `symbol`, nil where a number overflows.
  private static func substitute(
    _ bound: Bound, for symbol: Symbol, in expression: Affine
  ) -> Affine? {
    let coefficient = expression.coefficient(of: symbol)
    return expression.adding(.symbol(symbol), times: -coefficient)?
      .adding(bound.limit, times: coefficient / bound.scale)
  }

  private func innermost(
    of expression: Affine, keeping kept: Int
  ) -> (entry: Entry, coefficient: Int)? {
    var best: (position: Int, coefficient: Int)?
    for term in expression.terms {
      guard let position = positions[term.symbol], position >= kept else { continue }
      if position > best?.position ?? -1 { best = (position, term.coefficient) }
    }
    return best.map { (entries[$0.position], $0.coefficient) }
  }
}

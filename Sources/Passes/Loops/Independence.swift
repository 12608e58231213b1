import IR

/// Proves that the iterations of a loop touch different elements of every buffer that the loop writes.
///
/// In some dimension every access to the buffer must be `coefficient · variable + rest` with a rest that stays inside
/// `0 ..< coefficient · step` over the loops inside; then two iterations never meet.
struct Independence {
  /// A symbol bound inside the loop: values from `least` to below every one of `limits`.
  private struct Range {
    var symbol: Symbol
    var least: Affine
    var limits: [Affine]
  }

  /// An access with the symbols around it, outermost first.
  private struct Touch {
    var access: Access
    var isWrite: Bool
    var scope: [Range]
  }

  private let loop: Loop
  private var touches: [Touch] = []
  private var stack: Set<BufferID> = []

  static func holds(_ loop: Loop) -> Bool {
    var proof = Independence(loop: loop)
    guard proof.collect(loop.body, [], []) else { return false }
    let written = Set(proof.touches.filter(\.isWrite).map(\.access.buffer))
    return written.subtracting(proof.stack).allSatisfy { proof.isDisjoint($0) }
  }

  private init(loop: Loop) { self.loop = loop }

  /// Gathers accesses; false where scalars carry values from one iteration to the next.
  private mutating func collect(
    _ statements: [Statement], _ scope: [Range], _ scalars: Set<Scalar>
  ) -> Bool {
    var (scope, scalars) = (scope, scalars)
    for statement in statements {
      switch statement {
      case .define(let name, _): scalars.insert(name)
      case .assign(let name, _): if !scalars.contains(name) { return false }
      case .allocate(let buffer): stack.insert(buffer.name)
      case .index(let name, let source): scope.append(Self.range(name, source))
      case .call(let call):
        guard collect(call.inlined(suffix: "'"), scope, scalars) else { return false }
      case .select(let selection):
        stack.insert(selection.list)
        let taken = Range(symbol: selection.variable, least: 0, limits: [selection.upper])
        touches += statement.reads.map {
          Touch(access: $0, isWrite: false, scope: scope + [taken])
        }
        scope.append(Range(symbol: selection.count, least: 0, limits: [selection.upper + 1]))
      case .loop, .store, .accumulate, .team, .section: break
      }
      switch statement {
      case .call, .select: break
      default:
        touches += statement.writes.map { Touch(access: $0, isWrite: true, scope: scope) }
        touches += statement.reads.map { Touch(access: $0, isWrite: false, scope: scope) }
      }
      var inner = scope
      if case .loop(let loop) = statement {
        inner.append(Range(symbol: loop.variable, least: loop.lower, limits: loop.uppers))
      }
      guard collect(statement.children, inner, scalars) else { return false }
    }
    return true
  }

  private static func range(_ name: Symbol, _ source: IndexSource) -> Range {
    switch source {
    case .load(_, let below): Range(symbol: name, least: 0, limits: [Affine(below)])
    case .quotient(let value, _): Range(symbol: name, least: 0, limits: [value + 1])
    case .remainder(_, let divisor): Range(symbol: name, least: 0, limits: [Affine(divisor)])
    case .least(let values): Range(symbol: name, least: 0, limits: values.map { $0 + 1 })
    }
  }

  private func isDisjoint(_ buffer: BufferID) -> Bool {
    let touching = touches.filter { $0.access.buffer == buffer }
    guard let rank = touching.first?.access.indices.count else { return true }
    return (0..<rank).contains { dimension in
      let coefficient = touching[0].access.indices[dimension].coefficient(of: loop.variable)
      guard coefficient > 0 else { return false }
      let spans = touching.compactMap { span($0, dimension, coefficient) }
      guard spans.count == touching.count else { return false }
      // All spans are relative to the same expression in outer symbols.
      let base = spans[0].least
      let ends = spans.compactMap { span -> (Int, Int)? in
        guard let least = (span.least - base).asConstant,
          let greatest = span.greatest.compactMap({ ($0 - base).asConstant }).min()
        else { return nil }
        return (least, greatest)
      }
      guard ends.count == spans.count, let least = ends.map(\.0).min(),
        let greatest = ends.map(\.1).max()
      else { return false }
      return greatest - least < coefficient * loop.step
    }
  }

  /// The least and, as alternatives, the greatest index a touch reaches besides `coefficient · variable`.
  private func span(
    _ touch: Touch, _ dimension: Int, _ coefficient: Int
  ) -> (least: Affine, greatest: [Affine])? {
    let index = touch.access.indices[dimension]
    guard index.coefficient(of: loop.variable) == coefficient else { return nil }
    let rest = index - coefficient * Affine.symbol(loop.variable)
    guard let least = extremes([rest], touch.scope, greatest: false).first else { return nil }
    return (least, extremes([rest], touch.scope, greatest: true))
  }

  /// The expressions with the symbols of the scope at the ends of their ranges, innermost first; each is a bound on its own.
  private func extremes(_ start: [Affine], _ scope: [Range], greatest: Bool) -> [Affine] {
    scope.reversed().reduce(start) { expressions, range in
      expressions.flatMap { expression -> [Affine] in
        let coefficient = expression.coefficient(of: range.symbol)
        if coefficient == 0 { return [expression] }
        let ends = (coefficient > 0) == greatest ? range.limits.map { $0 - 1 } : [range.least]
        return ends.map { expression.substituting(range.symbol, by: $0) }
      }
    }
  }
}

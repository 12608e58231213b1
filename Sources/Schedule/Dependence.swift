import Diagnostics
import IR

/// What keeps the iterations of a loop in their order.
enum Dependence {
  /// Why the iterations of `loop` may not run in any order, or at the same time; nil where they may.
  static func conflict(in loop: Loop, _ ranges: SymbolRanges) -> String? {
    if let scalar = carriedScalar(in: loop.body, defined: []) {
      return "scalar '\(scalar)' is carried from one iteration of '\(loop.variable)' to the next"
    }
    return loop.conflict(ranges)
  }

  /// Throws E0903 where the iterations of `loop` depend on each other.
  static func require(
    independenceOf loop: Loop, _ ranges: SymbolRanges, for purpose: String
  ) throws {
    guard let conflict = conflict(in: loop, ranges) else { return }
    throw Diagnostic(
      .badRewrite, "\(purpose) would change the order of what must stay in order: \(conflict)")
  }

  /// A scalar that is assigned in `statements` without being defined there first.
  private static func carriedScalar(
    in statements: [Statement], defined outer: Set<ScalarID>
  ) -> ScalarID? {
    var defined = outer
    for statement in statements {
      if case .define(let name, _) = statement { defined.insert(name) }
      if case .assign(let name, _) = statement, !defined.contains(name) { return name }
      if let carried = carriedScalar(in: statement.children, defined: defined) { return carried }
    }
    return nil
  }
}

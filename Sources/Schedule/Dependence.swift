import Diagnostics
import IR

/// What keeps the iterations of a loop in their order.
package enum Dependence {
  /// The buffers of which different iterations of `loop` may touch one element, and one of them writes it.
  static func buffers(carriedBy loop: Loop, _ ranges: SymbolRanges) -> Set<BufferID> {
    loop.runsAtMostOnce ? [] : Set(loop.conflicts(ranges).keys)
  }

  /// Whether the iterations of `loop` may run in any order, or at the same time, however many there were.
  package static func isFree(_ loop: Loop, _ ranges: SymbolRanges) -> Bool {
    carriedScalar(in: loop.body, defined: []) == nil
      && loop.conflicts(ranges).isEmpty
  }

  /// Why the iterations of `loop` may not run in any order as far as `buffers` are concerned; nil where they may.
  private static func conflict(
    in loop: Loop, _ ranges: SymbolRanges, of buffers: Set<BufferID>?
  ) -> String? {
    if let scalar = carriedScalar(in: loop.body, defined: []) {
      return "scalar '\(scalar)' is carried from one iteration of '\(loop.variable)' to the next"
    }
    if loop.runsAtMostOnce { return nil }
    return loop.conflicts(ranges).sorted { $0.key < $1.key }
      .first { buffers?.contains($0.key) ?? true }?.value
  }

  /// Throws E0903 where the iterations of `loop` depend on each other, by one of `buffers` where these are given.
  static func require(
    independenceOf loop: Loop, _ ranges: SymbolRanges, of buffers: Set<BufferID>? = nil,
    for purpose: String
  ) throws {
    guard let conflict = conflict(in: loop, ranges, of: buffers) else { return }
    throw Diagnostic(
      .badRewrite, "\(purpose) would change the order of what must stay in order: \(conflict)")
  }

  /// A scalar that is assigned in `statements` without being defined there first.
  private static func carriedScalar(
    in statements: [Statement], defined outer: Set<Scalar>
  ) -> Scalar? {
    var defined = outer
    for statement in statements {
      if case .define(let name, _) = statement { defined.insert(name) }
      if case .assign(let name, _) = statement, !defined.contains(name) { return name }
      if let carried = carriedScalar(in: statement.children, defined: defined) { return carried }
    }
    return nil
  }
}

extension [Statement] {
  /// The buffers that the statements and those inside them read or write.
  var touchedBuffers: Set<BufferID> {
    Set(flatMap(\.flattened).flatMap { $0.reads + $0.writes }.map(\.buffer))
  }
}

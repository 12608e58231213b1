import Diagnostics
import IR

/// `collapse OUTER INNER as LOOP`: one loop in the place of two, `v = size · outer + inner`.
///
/// Allowed where the inner loop runs over tiles of one size, and elements are only named by the sum.
public struct Collapse: RewriteDefinition {
  /// The loops, directly around each other.
  public var outer, inner: Symbol
  /// The variable of the loop that takes their place.
  public var loop: Symbol

  /// The first word of its text.
  public static let keyword = "collapse"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// One loop over what two loops run over.
  public init(_ outer: Symbol, _ inner: Symbol, as loop: Symbol) {
    self.outer = outer
    self.inner = inner
    self.loop = loop
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: outer) { place in
      let outside = place.loop
      guard let inside = outside.onlyLoop, inside.variable == inner, outside.step == 1,
        inside.step == 1, outside.lower == 0, inside.lower == 0,
        let size = inside.uppers.compactMap(\.asConstant).min()
      else {
        throw Diagnostic(
          .badRewrite,
          "loops '\(outer)' and '\(inner)' are not directly around each other, from 0, the inner one of constant length"
        )
      }
      try nest.requireFree([loop], at: place, besides: loop == outer ? outer : inner)
      let tile = size * Affine.symbol(outer)
      let rest = inside.uppers.filter { $0.asConstant == nil }.map { $0 + tile }
      let body = inside.body.substituting(inner, by: .symbol(loop) - tile)
      let bounds = outside.uppers.map { size * $0 } + rest
      guard bounds.allSatisfy({ $0.coefficient(of: outer) == 0 }), !body.mentions(outer) else {
        throw Diagnostic(
          .badRewrite,
          "something depends on loop '\(outer)' other than by \(size) · \(outer) + \(inner)")
      }
      return place.replacing(by: [
        .loop(Loop(loop, to: place.ranges.withoutImplied(bounds), body))
      ])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let (outer, inner) = (try reader.symbol(), try reader.symbol())
    try reader.expect("as")
    self.init(outer, inner, as: try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "collapse \(outer) \(inner) as \(loop)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .collapse(self) }
}

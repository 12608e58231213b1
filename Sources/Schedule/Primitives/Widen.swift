import Diagnostics
import IR

/// `widen LOOP from START`: the loop begins earlier, at a loop variable around it, and counts from there.
///
/// Allowed in scores, whose elements above the diagonal no one reads, so that it does no harm to compute some of them.
public struct Widen: RewriteDefinition {
  /// The loop.
  public var loop: Symbol
  /// The variable of a loop around it, never above its lower bound.
  public var start: Symbol

  /// The first word of its text.
  public static let keyword = "widen"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The widening of `loop` to begin at `start`.
  public init(_ loop: Symbol, from start: Symbol) {
    self.loop = loop
    self.start = start
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    guard nest.label.kind == .scores else {
      throw Diagnostic(
        .badRewrite, "all elements that nest '\(nest.label)' makes are read: no loop may be widened"
      )
    }
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      let first = Affine.symbol(start)
      guard place.loop.step == 1, place.loop.kind == .sequential,
        place.ranges.proves(nonNegative: place.loop.lower - first)
      else {
        throw Diagnostic(
          .badRewrite,
          "loop '\(loop)' from '\(place.loop.lower)' can't be shown to begin at or behind '\(start)'"
        )
      }
      let wider = Loop(
        loop, to: place.ranges.withoutImplied(place.loop.uppers.map { $0 - first }),
        place.loop.body.substituting(loop, by: first + .symbol(loop)))
      return place.replacing(by: [.loop(wider)])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("from")
    self.init(loop, from: try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "widen \(loop) from \(start)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .widen(self) }
}

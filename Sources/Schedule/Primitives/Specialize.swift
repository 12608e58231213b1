import Diagnostics
import IR

/// `specialize LOOP`: the body of a loop of exactly one iteration in its place, as for a single token.
public struct Specialize: RewriteDefinition {
  /// The loop.
  public var loop: Symbol

  /// The first word of its text.
  public static let keyword = "specialize"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The only iteration of `loop` in its place.
  public init(_ loop: Symbol) { self.loop = loop }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      let old = place.loop
      let second = old.lower + Affine(old.step)
      let isOnce =
        old.uppers.contains { place.ranges.proves(nonNegative: second - $0) }
        && old.uppers.allSatisfy { place.ranges.proves(nonNegative: $0 - old.lower - 1) }
      guard isOnce else {
        throw Diagnostic(.badRewrite, "loop '\(loop)' is not known to run exactly once")
      }
      let body = old.body.substituting(loop, by: old.lower)
      let others = place.replacing(by: [])
      guard body.declaredNames.isDisjoint(with: others.declaredNames) else {
        throw Diagnostic(
          .badRewrite, "the body of loop '\(loop)' declares names that are declared around it")
      }
      return place.replacing(by: body)
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws { self.init(try reader.symbol()) }

  /// The text that it is read from.
  public var description: String { "specialize \(loop)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .specialize(self) }
}

import Diagnostics
import IR

/// `reorder OUTER INNER`: brings the loop directly inside another around it.
///
/// Allowed where, of every buffer, one of the two loops touches other elements in each iteration, so that what is done to an element
/// keeps its order.
public struct Reorder: RewriteDefinition {
  /// The loop that is outside before.
  public var outer: Symbol
  /// The loop that is outside after.
  public var inner: Symbol

  /// The first word of its text.
  public static let keyword = "reorder"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The exchange of two loops.
  public init(_ outer: Symbol, _ inner: Symbol) {
    self.outer = outer
    self.inner = inner
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: outer) { place in
      guard let inside = place.loop.onlyLoop, inside.variable == inner else {
        throw Diagnostic(
          .badRewrite,
          "loop '\(inner)' is not all that is in loop '\(outer)', expected two loops directly around each other"
        )
      }
      guard place.loop.isCollapsible(with: inside) else {
        throw Diagnostic(.badRewrite, "the bounds of loop '\(inner)' depend on loop '\(outer)'")
      }
      var (outside, moved) = (inside, place.loop)
      moved.body = inside.body
      outside.body = [.loop(moved)]
      let carried = Dependence.buffers(carriedBy: place.loop, place.ranges)
      try Dependence.require(
        independenceOf: outside, place.ranges, of: carried, for: "'\(self)'")
      return place.replacing(by: [.loop(outside)])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    self.init(try reader.symbol(), try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "reorder \(outer) \(inner)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .reorder(self) }
}

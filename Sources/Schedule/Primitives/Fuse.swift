import Diagnostics
import IR

/// `fuse FIRST SECOND`: one loop in the place of two neighbours with the same bounds.
public struct Fuse: RewriteDefinition {
  /// The loop that stays.
  public var first: Symbol
  /// The loop right behind it, whose body moves behind the first one's.
  public var second: Symbol

  /// The first word of its text.
  public static let keyword = "fuse"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The fusion of two neighbours.
  public init(_ first: Symbol, _ second: Symbol) {
    self.first = first
    self.second = second
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: first) { place in
      guard place.index + 1 < place.statements.count,
        case .loop(let next) = place.statements[place.index + 1], next.variable == second
      else {
        throw Diagnostic(
          .badRewrite, "loop '\(second)' does not stand right behind loop '\(first)'")
      }
      guard
        (next.lower, next.uppers, next.step, next.kind)
          == (place.loop.lower, place.loop.uppers, place.loop.step, place.loop.kind)
      else {
        throw Diagnostic(
          .badRewrite, "loops '\(first)' and '\(second)' have other bounds, expected the same")
      }
      let moved = next.body.substituting(second, by: .symbol(first))
      guard place.loop.body.declaredNames.isDisjoint(with: next.body.declaredNames) else {
        throw Diagnostic(
          .badRewrite, "the bodies of loops '\(first)' and '\(second)' declare the same name")
      }
      var fused = place.loop
      fused.body += moved
      try Dependence.require(independenceOf: fused, place.ranges, for: "'\(self)'")
      return place.statements[..<place.index] + [.loop(fused)]
        + place.statements[(place.index + 2)...]
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    self.init(try reader.symbol(), try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "fuse \(first) \(second)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .fuse(self) }
}

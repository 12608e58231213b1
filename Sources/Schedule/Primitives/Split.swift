import Diagnostics
import IR

/// `split LOOP by SIZE as OUTER INNER [counted]`: two loops in the place of one.
///
/// The outer loop steps by the size, `v = outer + inner`; counted, it counts the tiles, `v = size · outer + inner`.
public struct Split: RewriteDefinition {
  /// The loop, of step 1.
  public var loop: Symbol
  /// Iterations of the inner loop.
  public var size: Int
  /// The variables of both loops.
  public var outer, inner: Symbol
  /// Whether the outer loop counts tiles instead of stepping from one to the next.
  public var isCounted: Bool

  /// The first word of its text.
  public static let keyword = "split"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The split of `loop` into tiles of `size`.
  public init(
    _ loop: Symbol, by size: Int, _ outer: Symbol, _ inner: Symbol, counted isCounted: Bool = false
  ) {
    self.loop = loop
    self.size = size
    self.outer = outer
    self.inner = inner
    self.isCounted = isCounted
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    guard size > 0 else {
      throw Diagnostic(.badRewrite, "loop '\(loop)' is split by \(size), expected a positive size")
    }
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      guard place.loop.step == 1, place.loop.kind == .sequential else {
        throw Diagnostic(
          .badRewrite, "loop '\(loop)' has step \(place.loop.step), expected a plain loop of step 1"
        )
      }
      try nest.requireFree([outer, inner], at: place, besides: loop)
      return place.replacing(by: [
        isCounted ? try counted(place.loop, place.ranges) : stepped(place.loop, place.ranges)
      ])
    }
    return result
  }

  private func stepped(_ old: Loop, _ ranges: SymbolRanges) -> Statement {
    let rest = old.uppers.map { $0 - .symbol(outer) }
    let tiles = Loop(outer, from: old.lower, to: old.uppers, by: size, [])
    return whole(tiles, old, at: .symbol(outer), rest, ranges)
  }

  private func counted(_ old: Loop, _ ranges: SymbolRanges) throws -> Statement {
    guard old.lower == 0, old.uppers.count == 1, let count = old.uppers[0].asConstant else {
      throw Diagnostic(
        .badRewrite, "the tiles of loop '\(loop)' can't be counted: its bounds are not constant",
        help: "leave 'counted' away")
    }
    let first = size * Affine.symbol(outer)
    let tiles = Loop(outer, to: [Affine((count + size - 1) / size)], [])
    return whole(tiles, old, at: first, count % size == 0 ? [] : [Affine(count) - first], ranges)
  }

  /// The loop over tiles, and in it the one over what `rest` leaves of a tile.
  private func whole(
    _ tiles: Loop, _ old: Loop, at first: Affine, _ rest: [Affine], _ ranges: SymbolRanges
  ) -> Statement {
    var (tiles, inside) = (tiles, ranges)
    inside.append(tiles)
    // The size itself stays: it tells what a whole tile is.
    let kept = inside.withoutImplied([Affine(size)] + rest)
    let bounds = kept.contains(Affine(size)) ? kept : [Affine(size)] + kept
    let body = old.body.substituting(loop, by: first + .symbol(inner))
    tiles.body = [.loop(Loop(inner, to: bounds, body))]
    return .loop(tiles)
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("by")
    let size = try reader.number()
    try reader.expect("as")
    self.init(
      loop, by: size, try reader.symbol(), try reader.symbol(), counted: try reader.takes("counted")
    )
  }

  /// The text that it is read from.
  public var description: String {
    "split \(loop) by \(size) as \(outer) \(inner)" + (isCounted ? " counted" : "")
  }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .split(self) }
}

import Diagnostics
import IR

/// `reorder OUTER INNER`: brings the loop directly inside another around it; definitions that stand before it go along.
///
/// Allowed where, of every buffer, one of the two loops touches other elements in each iteration, so that what is done to an
/// element
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
      let (prefix, inside) = try parts(of: place.loop)
      guard place.loop.isCollapsible(with: inside) else {
        throw Diagnostic(.badRewrite, "the bounds of loop '\(inner)' depend on loop '\(outer)'")
      }
      let names = prefix.declaredNames
      guard
        !([inside.lower] + inside.uppers).contains(where: { bound in
          bound.terms.contains { names.contains($0.symbol.text) }
        })
      else {
        throw Diagnostic(
          .badRewrite, "the bounds of loop '\(inner)' depend on what stands before it")
      }
      var (outside, moved) = (inside, place.loop)
      moved.body = prefix + inside.body
      outside.body = [.loop(moved)]
      let carried = Dependence.buffers(carriedBy: place.loop, place.ranges)
      try Dependence.require(
        independenceOf: outside, place.ranges, of: carried, for: "'\(self)'")
      return place.replacing(by: [.loop(outside)])
    }
    return result
  }

  /// The definitions at the start of `loop`, which each iteration of the inner loop may repeat, and the inner loop, all there
  /// is else.
  private func parts(of loop: Loop) throws -> (prefix: [Statement], inside: Loop) {
    let prefix = Array(loop.body.dropLast())
    guard case .loop(let inside)? = loop.body.last, inside.variable == inner,
      prefix.allSatisfy({ $0.isDefinition })
    else {
      throw Diagnostic(
        .badRewrite,
        "loop '\(inner)' is not all that is in loop '\(outer)' but for definitions before it, "
          + "expected two loops directly around each other")
    }
    let written = Set(inside.body.flatMap(\.flattened).flatMap(\.writes).map(\.buffer))
    let assigned = inside.body.flatMap(\.flattened).compactMap(\.assignedScalar)
    let isChanged = prefix.contains { definition in
      !written.isDisjoint(with: definition.reads.map(\.buffer))
        || assigned.contains { definition.definedScalar == $0 }
        || !(definition.definedValue?.scalars ?? []).isDisjoint(with: assigned)
    }
    if isChanged {
      throw Diagnostic(.badRewrite, "loop '\(inner)' changes what definitions before it read")
    }
    return (prefix, inside)
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

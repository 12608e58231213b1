import Diagnostics
import IR

/// `fission LOOP before INNER`: two loops in the place of one, the second from the statement with loop `INNER` on.
public struct Fission: RewriteDefinition {
  /// The loop.
  public var loop: Symbol
  /// A loop directly in its body.
  public var inner: Symbol
  /// The variable of the second loop.
  public var second: Symbol

  /// The first word of its text.
  public static let keyword = "fission"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The fission of `loop` before the loop `inner` in its body.
  public init(_ loop: Symbol, before inner: Symbol, as second: Symbol) {
    self.loop = loop
    self.inner = inner
    self.second = second
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      let body = place.loop.body
      let position = body.firstIndex { statement in
        if case .loop(let found) = statement { found.variable == inner } else { false }
      }
      guard let position, position > 0 else {
        throw Diagnostic(
          .badRewrite, "loop '\(inner)' is not in the body of loop '\(loop)', behind something else"
        )
      }
      try nest.requireFree([second], at: place, besides: loop)
      let (front, back) = Self.parted(body, at: position)
      guard !front.isEmpty else {
        throw Diagnostic(
          .badRewrite, "nothing that stands before loop '\(inner)' can be done without it")
      }
      let shared = front.declaredNames.intersection(back.usedNames)
      guard shared.isEmpty else {
        throw Diagnostic(
          .badRewrite,
          "what stands before loop '\(inner)' declares names that are used behind it: "
            + shared.sorted().joined(separator: ", "))
      }
      // What only one part works on keeps its order.
      try Dependence.require(
        independenceOf: place.loop, place.ranges,
        of: front.touchedBuffers.intersection(back.touchedBuffers),
        for: "'\(self)'")
      var (first, rest) = (place.loop, place.loop)
      first.body = front
      rest.variable = second
      rest.body = back.substituting(loop, by: .symbol(second))
      return place.replacing(by: [.loop(first), .loop(rest)])
    }
    return result
  }

  /// The body in two parts, with scalars that only what stands from `position` on reads in the second, where nothing changes
  /// them meanwhile.
  private static func parted(
    _ body: [Statement], at position: Int
  ) -> (front: [Statement], back: [Statement]) {
    var (front, back) = (Array(body[..<position]), Array(body[position...]))
    for index in front.indices.reversed() {
      guard case .define(let name, let value) = front[index] else { continue }
      let between = front[(index + 1)...].flatMap(\.flattened)
      let changed = Set(between.flatMap(\.writes).map(\.buffer))
      let assigned = between.compactMap(\.assignedScalar)
      guard !Array(front[(index + 1)...]).usedNames.contains(name.text),
        back.usedNames.contains(name.text), changed.isDisjoint(with: value.loads.map(\.buffer)),
        value.scalars.isDisjoint(with: assigned)
      else { continue }
      back.insert(front.remove(at: index), at: 0)
    }
    return (front, back)
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("before")
    let inner = try reader.symbol()
    try reader.expect("as")
    self.init(loop, before: inner, as: try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "fission \(loop) before \(inner) as \(second)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .fission(self) }
}

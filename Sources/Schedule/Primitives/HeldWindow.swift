import Diagnostics
import IR

/// The part of a buffer that one iteration of a loop works on, and the array that it is held in.
struct HeldWindow {
  /// The array.
  let array: Buffer
  private let hold: Hold
  private let buffer: Buffer
  /// Where the part starts, along each dimension of the buffer.
  private let origin: [Affine]
  /// How far it reaches.
  private let extents: [Int]
  /// The bounds of loops over the part, along each dimension.
  private let bounds: [[Affine]]
  /// Whether every iteration gives the whole part new values before it reads any.
  let isOverwritten: Bool

  /// The part of `buffer` that the loop at `place` works on; throws E0903 where there is no such part or it does not fit.
  init(_ hold: Hold, _ buffer: Buffer, _ place: Nest.Place) throws {
    self.hold = hold
    self.buffer = buffer
    var ranges = place.ranges
    ranges.append(place.loop)
    var reach = Reach(buffer.name, ranges)
    try reach.visit(place.loop.body, ranges)
    guard let origin = reach.origin else {
      throw Diagnostic(.badRewrite, "loop '\(hold.loop)' does not work on '\(buffer.name)'")
    }
    let extents = reach.extents
    (self.origin, self.extents) = (origin, extents)
    let bounds = extents.indices.map { axis in
      reach.bounds[axis]
        ?? ranges.withoutImplied([Affine(extents[axis]), Affine(buffer.shape[axis]) - origin[axis]])
    }
    self.bounds = bounds
    let first = FirstStore(in: place.loop.body, of: buffer.name)
    isOverwritten =
      first?.covers(origin, extents.indices.map { extents[$0] == 1 ? nil : bounds[$0] }, ranges)
      ?? false
    // Where there is a single element, no bound keeps the copies of it inside.
    for axis in extents.indices where extents[axis] == 1 {
      guard ranges.proves(nonNegative: Affine(buffer.shape[axis] - 1) - origin[axis]) else {
        throw Diagnostic(
          .badRewrite,
          "iterations of loop '\(hold.loop)' that do not work on '\(buffer.name)' may be outside of it"
        )
      }
    }
    let named = hold.dimensions.flatMap { $0 }.map(\.number)
    let needed = extents.indices.filter { extents[$0] > 1 }.map { $0 + 1 }
    guard Set(named).count == named.count, Set(named).isSuperset(of: needed),
      named.allSatisfy({ extents.indices.contains($0 - 1) })
    else {
      throw Diagnostic(
        .badRewrite, "the dimensions of '\(hold.array)' are not those that an iteration works on",
        notes: ["these are: " + needed.map(String.init).joined(separator: ", ")])
    }
    let shape = hold.dimensions.map { $0.reduce(1) { $0 * extents[$1.number - 1] } }
    guard shape.reduce(1, *) <= Buffer.stackLimit else {
      throw Diagnostic(
        .badRewrite,
        "array '\(hold.array)' would be \(shape), expected at most \(Buffer.stackLimit) elements",
        help: "split its loops into smaller tiles")
    }
    array = Buffer(hold.array, shape, .stack)
  }

  /// The statements with the array in the buffer's place.
  func moved(_ statements: [Statement]) -> [Statement] {
    StatementRewriter(element: { element in
      guard element.buffer == buffer.name else { return element }
      return place(of: zip(element.indices, origin).map { $0 - $1 })
    }).statements(statements)
  }

  /// Loops over the part that do `copy` with each element of the buffer and its place in the array.
  func copy(_ copy: (_ inBuffer: Access, _ inArray: Access) -> Statement) -> Statement {
    let filling = Dictionary(
      uniqueKeysWithValues: hold.dimensions.flatMap { $0 }.map { ($0.number - 1, $0.filling) })
    let names = extents.indices.map {
      filling[$0].flatMap { $0 } ?? Symbol("\(hold.array)_\($0 + 1)")
    }
    let offsets = extents.indices.map { extents[$0] == 1 ? Affine(0) : .symbol(names[$0]) }
    let body = copy(
      Access(buffer.name, zip(origin, offsets).map { $0 + $1 }), place(of: offsets))
    let moving = extents.indices.filter { extents[$0] > 1 }
    return moving.reversed().reduce(body) { body, axis in
      .loop(Loop(names[axis], to: bounds[axis], [body]))
    }
  }

  /// The element of the array at `offsets` from the part's start.
  private func place(of offsets: [Affine]) -> Access {
    Access(
      hold.array,
      hold.dimensions.map { group in
        group.reduce(Affine(0)) { extents[$1.number - 1] * $0 + offsets[$1.number - 1] }
      })
  }
}

/// Where statements reach in a buffer, seen from what is known around them.
private struct Reach {
  private let buffer: BufferID
  private let around: SymbolRanges
  /// The part of every index that is known around the statements, nil as long as there is no access.
  private var known: [Affine]?
  /// The least and the greatest rest of an index, along each dimension.
  private var rests: [ClosedRange<Int>] = []
  /// The bounds of the one loop from 0 by 1 that every access follows along a dimension, nil where they follow others.
  private(set) var bounds: [[Affine]?] = []
  private var loops: [Loop] = []

  init(_ buffer: BufferID, _ around: SymbolRanges) {
    (self.buffer, self.around) = (buffer, around)
  }

  /// Where the first element is, nil where there is none.
  var origin: [Affine]? {
    known.map { zip($0, rests).map { $0 + Affine($1.lowerBound) } }
  }

  /// From the first to the last element, along each dimension.
  var extents: [Int] { rests.map(\.count) }

  mutating func visit(_ statements: [Statement], _ outer: SymbolRanges) throws {
    var ranges = outer
    for statement in statements {
      for access in statement.reads + statement.writes where access.buffer == buffer {
        try note(access, ranges)
      }
      switch statement {
      case .loop(let loop):
        var inner = ranges
        inner.append(loop)
        loops.append(loop)
        try visit(loop.body, inner)
        loops.removeLast()
      case .index(let name, let source): ranges.append(name, source)
      case .select(let selection): ranges.append(selection)
      case .call(let call) where call.views.contains { $0.buffer == buffer }:
        throw Diagnostic(
          .badRewrite, "'\(buffer)' is passed to a kernel", help: "replace loops later")
      case .team(let body), .section(_, let body): try visit(body, ranges)
      case .store, .accumulate, .define, .assign, .allocate, .call: break
      }
    }
  }

  private mutating func note(_ access: Access, _ ranges: SymbolRanges) throws {
    let fixed = access.indices.map { index in
      Affine(0, index.terms.filter { around.knows($0.symbol) })
    }
    guard known == nil || known == fixed else {
      throw Diagnostic(
        .badRewrite, "'\(access)' starts elsewhere than other elements of '\(buffer)'")
    }
    let reached = try zip(access.indices, fixed).map { index, start -> ClosedRange<Int> in
      guard let least = ranges.constant(.least, of: index - start),
        let greatest = ranges.constant(.greatest, of: index - start), least <= greatest,
        around.constant(.least, of: start).map({ $0 + least >= 0 }) ?? false
      else { throw Diagnostic(.badRewrite, "how far '\(access)' reaches is not known") }
      return least...greatest
    }
    let followed = zip(access.indices, fixed).map { bounds(along: $0 - $1) }
    bounds =
      known == nil ? followed : zip(bounds, followed).map { $0 == $1 ? $0 : nil }
    rests =
      known == nil
      ? reached
      : zip(rests, reached).map {
        min($0.lowerBound, $1.lowerBound)...max($0.upperBound, $1.upperBound)
      }
    known = fixed
  }

  /// The bounds of the loop that `index` is the variable of, where it runs from 0 by 1 to what is known around.
  private func bounds(along index: Affine) -> [Affine]? {
    guard let variable = index.asSymbol,
      let loop = loops.last(where: { $0.variable == variable }), loop.lower == 0, loop.step == 1,
      loop.uppers.allSatisfy({ $0.terms.allSatisfy { around.knows($0.symbol) } })
    else { return nil }
    return loop.uppers
  }
}

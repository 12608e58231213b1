import Diagnostics

/// Checks that iterations which run at the same time touch different elements, as far as one of them writes.
///
/// Two accesses are apart when in some dimension the ranges that they touch in different iterations are: from
/// `c · v + a` to `c · v + b` over everything inside the loop, with `b − a < |c| · step`.
struct ParallelLegality {
  private var report: LoopReport

  static func check(_ function: LoopFunction, _ report: inout LoopReport) {
    var check = ParallelLegality(report: report)
    var ranges = SymbolRanges()
    for size in function.sizes { ranges.append(size) }
    check.body(function.body, ranges)
    report = check.report
  }

  private mutating func body(_ statements: [Statement], _ outer: SymbolRanges) {
    var ranges = outer
    for statement in statements {
      if let title = statement.title { report.enter(title) }
      switch statement {
      case .loop(let loop): self.loop(loop, ranges)
      case .team(let inner), .section(_, let inner): body(inner, ranges)
      case .index(let name, let source): ranges.append(name, source)
      case .select(let selection): ranges.append(selection)
      case .call(let call): self.call(call, ranges)
      case .store, .accumulate, .define, .assign, .allocate: break
      }
      if statement.title != nil { report.leave() }
    }
  }

  private mutating func loop(_ loop: Loop, _ ranges: SymbolRanges) {
    switch loop.kind {
    case .parallel, .simd: independent(loop, ranges)
    case .sequential, .unrolled: break
    }
    var inner = ranges
    inner.append(loop)
    body(loop.body, inner)
  }

  private mutating func independent(_ loop: Loop, _ ranges: SymbolRanges) {
    if let conflict = loop.conflict(ranges) { report.fail(.loopRace, conflict) }
  }

  /// A call's kernel may read its operands at any time, so its result must not overlap them.
  private mutating func call(_ call: Call, _ ranges: SymbolRanges) {
    let whole = Loop("'", to: [1], call.meaning)
    let reaches = Reach.all(in: whole, ranges)
    guard let result = call.views.last, let touches = reaches[result.buffer] else { return }
    for write in touches where write.isWrite {
      for read in touches
      where !read.isWrite && read.access != write.access && !write.isDisjoint(from: read, ranges) {
        return report.fail(
          .loopRace,
          "the call writes '\(write.access)' while it reads '\(read.access)', expected operands that do not overlap the result"
        )
      }
    }
  }
}

extension Loop {
  /// Whether there is at most one iteration, whatever the symbols stand for.
  package var runsAtMostOnce: Bool { uppers.contains { ($0 - lower).asConstant ?? .max <= step } }

  /// Which elements different iterations may touch of which one writes; nil where there are none.
  package func conflict(_ ranges: SymbolRanges) -> String? {
    runsAtMostOnce ? nil : conflicts(ranges).min { $0.key < $1.key }?.value
  }

  /// By buffer, an element that different iterations may touch of which one writes. That there may be no two iterations is not
  /// asked.
  package func conflicts(_ ranges: SymbolRanges) -> [BufferID: String] {
    Reach.all(in: self, ranges).reduce(into: [:]) { found, element in
      let (buffer, touches) = element
      for (position, write) in touches.enumerated() where write.isWrite {
        // A pair of writes is looked at once.
        let others = touches.enumerated().filter { !$1.isWrite || $0 >= position }.map(\.element)
        guard let other = others.first(where: { !write.isApart(from: $0, across: self, ranges) })
        else { continue }
        found[buffer] =
          "iterations of loop '\(variable)' may touch the same element of '\(buffer)': "
          + "one writes '\(write.access)', another \(other.isWrite ? "writes" : "reads") '\(other.access)'"
        return
      }
    }
  }
}

/// What one access touches while one iteration of a loop runs: a range along each dimension.
private struct Reach {
  var access: Access
  var isWrite: Bool
  /// Bounds in the loop's variable and the symbols around it; each holds by itself.
  var leasts, greatests: [[Affine]]

  /// The accesses in the body of `loop` to buffers that its iterations share, by buffer.
  static func all(in loop: Loop, _ ranges: SymbolRanges) -> [BufferID: [Reach]] {
    var inner = ranges
    inner.append(loop)
    var collector = ReachCollector(kept: inner.count)
    collector.body(loop.body, inner)
    return collector.reaches.filter { !collector.own.contains($0.key) }
  }

  /// Whether different iterations of `loop` touch different elements by the two accesses.
  func isApart(from other: Reach, across loop: Loop, _ ranges: SymbolRanges) -> Bool {
    if isDisjoint(from: other, ranges, eliminating: loop) { return true }
    return leasts.indices.contains { dimension in
      let (mine, others) = (self[dimension], other[dimension])
      return Self.ascends(mine.greatest, others.least, loop, ranges)
        && Self.ascends(others.greatest, mine.least, loop, ranges)
        || Self.descends(mine.least, others.greatest, loop, ranges)
          && Self.descends(others.least, mine.greatest, loop, ranges)
    }
  }

  /// Whether the accesses touch different elements in all iterations, also of `loop` where given.
  func isDisjoint(
    from other: Reach, _ ranges: SymbolRanges, eliminating loop: Loop? = nil
  ) -> Bool {
    let end = { (bounds: [Affine], side: SymbolRanges.Side) -> [Affine] in
      guard let loop else { return bounds }
      var inner = ranges
      inner.append(loop)
      return bounds.flatMap { inner.bounds(side, of: $0, keeping: ranges.count) }
    }
    return leasts.indices.contains { dimension in
      let (mine, others) = (self[dimension], other[dimension])
      return Self.isBelow(end(mine.greatest, .greatest), end(others.least, .least), ranges)
        || Self.isBelow(end(others.greatest, .greatest), end(mine.least, .least), ranges)
    }
  }

  private subscript(dimension: Int) -> (least: [Affine], greatest: [Affine]) {
    (leasts[dimension], greatests[dimension])
  }

  private static func isBelow(_ low: [Affine], _ high: [Affine], _ ranges: SymbolRanges) -> Bool {
    low.contains { low in high.contains { ranges.proves(nonNegative: $0 - low - 1) } }
  }

  /// Whether the end of an iteration's range stays below the beginning of a later one's.
  private static func ascends(
    _ ends: [Affine], _ beginnings: [Affine], _ loop: Loop, _ ranges: SymbolRanges
  ) -> Bool {
    ends.contains { end in
      let factor = end.coefficient(of: loop.variable)
      guard factor > 0 else { return false }
      return beginnings.contains { beginning in
        beginning.coefficient(of: loop.variable) == factor
          && provesStep(beginning - end, factor, loop, ranges)
      }
    }
  }

  /// Whether the beginning of an iteration's range stays above the end of a later one's.
  private static func descends(
    _ beginnings: [Affine], _ ends: [Affine], _ loop: Loop, _ ranges: SymbolRanges
  ) -> Bool {
    beginnings.contains { beginning in
      let factor = beginning.coefficient(of: loop.variable)
      guard factor < 0 else { return false }
      return ends.contains { end in
        end.coefficient(of: loop.variable) == factor
          && provesStep(beginning - end, -factor, loop, ranges)
      }
    }
  }

  /// Whether `gap + factor · step ≥ 1`.
  private static func provesStep(
    _ gap: Affine, _ factor: Int, _ loop: Loop, _ ranges: SymbolRanges
  ) -> Bool {
    gap.adding(Affine(loop.step), times: factor)?.adding(-1, times: 1)
      .map(ranges.proves(nonNegative:)) ?? false
  }
}

/// Gathers the accesses of a loop's body.
private struct ReachCollector {
  /// Symbols up to and with the loop's variable.
  let kept: Int
  var reaches: [BufferID: [Reach]] = [:]
  /// Buffers that each iteration has for itself.
  var own: Set<BufferID> = []
  private var seen: [BufferID: Set<Reach.Key>] = [:]

  init(kept: Int) { self.kept = kept }

  mutating func body(_ statements: [Statement], _ outer: SymbolRanges) {
    var ranges = outer
    for statement in statements {
      switch statement {
      case .call(let call):
        body(call.meaning, ranges)
        continue
      case .loop(let loop):
        var inner = ranges
        inner.append(loop)
        body(loop.body, inner)
      case .team(let inner), .section(_, let inner): body(inner, ranges)
      case .allocate(let buffer): own.insert(buffer.name)
      case .index(let name, let source): ranges.append(name, source)
      case .select(let selection):
        var inner = ranges
        inner.append(selection.range)
        for access in selection.condition.loads { add(access, isWrite: false, inner) }
        own.insert(selection.list)
        ranges.append(selection)
        continue
      case .store, .accumulate, .define, .assign: break
      }
      for access in statement.writes { add(access, isWrite: true, ranges) }
      for access in statement.reads { add(access, isWrite: false, ranges) }
    }
  }

  private mutating func add(_ access: Access, isWrite: Bool, _ ranges: SymbolRanges) {
    let kept = self.kept
    let reach = Reach(
      access: access, isWrite: isWrite,
      leasts: access.indices.map { ranges.bounds(.least, of: $0, keeping: kept) },
      greatests: access.indices.map { ranges.bounds(.greatest, of: $0, keeping: kept) })
    // The same ranges need no second proof.
    if seen[access.buffer, default: []].insert(reach.key).inserted {
      reaches[access.buffer, default: []].append(reach)
    }
  }
}

extension Reach {
  /// What two accesses that touch the same ranges have in common.
  struct Key: Hashable {
    var isWrite: Bool
    var leasts, greatests: [[Affine]]
  }

  var key: Key { Key(isWrite: isWrite, leasts: leasts, greatests: greatests) }
}

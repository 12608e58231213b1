import IR

extension LoopPass {
  /// Lets rows that are made from other rows take their place, where those are not needed any more before they are overwritten:
  /// of a residual there is then one copy, however many layers a block has.
  static let sumInPlace = LoopPass(
    "sum-in-place", "put sums in the place of the rows that they are next copied to", .bitwise
  ) { module, _ in
    var module = module
    let scratch = Dictionary(
      uniqueKeysWithValues: module.buffers.filter(\.space.isScratch).map { ($0.name, $0) })
    for index in module.functions.indices {
      let body = module.functions[index].body
      let search = SumSearch(scratch: scratch, handover: module.handover, body: body)
      module.functions[index].body = search.rewritten(body)
    }
    let used = module.functions.reduce(into: Set()) { $0.formUnion($1.body.usedNames) }
    module.buffers.removeAll { $0.space.isScratch && !used.contains($0.name.text) }
    return module
  }
}

/// The search for rows that can take the place of others.
private struct SumSearch {
  /// The buffers of working memory.
  let scratch: [BufferID: Buffer]
  /// What the function leaves to the next.
  let handover: BufferID?
  /// The function as it was.
  let body: [Statement]

  /// The loops over blocks with such rows in their places.
  func rewritten(_ statements: [Statement]) -> [Statement] {
    statements.map { statement in
      guard case .loop(var loop) = statement else { return statement }
      while let (sum, rows) = found(in: loop.body) {
        let renaming = StatementRewriter(buffer: { $0 == sum ? rows : $0 })
        loop.body = renaming.statements(loop.body).compactMap(\.withoutSelfCopies)
      }
      return .loop(loop)
    }
  }

  /// Rows `sum` that may lie where `rows` lie, in the parts of a loop over blocks; those that are overwritten last come first.
  private func found(in parts: [Statement]) -> (sum: BufferID, rows: BufferID)? {
    for (end, part) in parts.enumerated().reversed() {
      for write in part.writes(within: []) {
        for sum in write.sources where mayReplace(write, by: sum, end, in: parts) {
          return (sum, write.target.buffer)
        }
      }
    }
    return nil
  }

  /// Whether what part `end` makes of `sum` overwrites rows that `sum` may as well have overwritten before.
  private func mayReplace(
    _ last: RowWrite, by sum: BufferID, _ end: Int, in parts: [Statement]
  ) -> Bool {
    let rows = last.target.buffer
    guard let one = scratch[rows], let other = scratch[sum], sum != handover, sum != rows,
      one.storage == other.storage, one.shape.count == other.shape.count,
      zip(one.shape, other.shape).allSatisfy({ $0 >= $1 }),
      let start = parts.indices.first(where: { parts[$0].uses(of: sum) > 0 }), start < end,
      // The sum is made once, element by element, of nothing but the same element of the rows …
      let first = parts[start].writes(within: []).first(where: { $0.target.buffer == sum }),
      first.ranges == last.ranges, parts.map({ $0.stores(to: sum) }).reduce(0, +) == 1,
      parts[start].uses(of: rows) == (first.sources.contains(rows) ? 1 : 0),
      // … which no one asks for until they are overwritten, first of all in their part, and no one asks for the sum then.
      parts[(start + 1)..<end].allSatisfy({ $0.uses(of: rows) == 0 }),
      parts[end].uses(of: sum) == 1,
      parts[end].flattened.first(where: { $0.names(rows) }) == last.statement,
      parts[(end + 1)...].allSatisfy({ $0.uses(of: sum) == 0 }),
      // Nor does anyone outside the loop.
      parts.map({ $0.uses(of: sum) }).reduce(0, +) == body.map({ $0.uses(of: sum) }).reduce(0, +)
    else { return false }
    return true
  }
}

/// A statement that makes each element of some rows from the same elements of others.
private struct RowWrite {
  /// The statement.
  var statement: Statement
  /// The element that is made.
  var target: Access
  /// The buffers whose element of the same indices it reads; it reads no other element of theirs, or of the target's.
  var sources: [BufferID]
  /// The ranges of the loops over its indices.
  var ranges: [LoopRange]
}

/// The values of a loop's variable.
private struct LoopRange: Hashable {
  var lower: Affine
  var uppers: [Affine]
  var step: Int
}

extension Statement {
  /// The writes of rows, here or inside, with the loops around this statement.
  fileprivate func writes(within loops: [Loop]) -> [RowWrite] {
    switch self {
    case .loop(let loop): return loop.body.flatMap { $0.writes(within: loops + [loop]) }
    case .section(let section, let body):
      return section.nest == nil ? body.flatMap { $0.writes(within: loops) } : []
    case .store(let target, let value):
      let ranges = target.indices.compactMap { index in
        loops.last { $0.variable == index.asSymbol }.map {
          LoopRange(lower: $0.lower, uppers: $0.uppers, step: $0.step)
        }
      }
      guard ranges.count == target.indices.count, ranges.count == loops.count,
        Set(target.indices).count == ranges.count
      else { return [] }
      let reads = value.loads
      guard !reads.contains(where: { $0.buffer == target.buffer }) else { return [] }
      let sources = reads.filter { read in
        reads.allSatisfy { $0.buffer != read.buffer || $0.indices == target.indices }
      }.map(\.buffer)
      return [RowWrite(statement: self, target: target, sources: sources, ranges: ranges)]
    case .team, .accumulate, .define, .assign, .index, .allocate, .select, .call: return []
    }
  }

  /// Whether this statement itself, not those inside it, names `buffer`.
  fileprivate func names(_ buffer: BufferID) -> Bool {
    (reads + writes).contains { $0.buffer == buffer }
  }

  /// How many statements, here or inside, name `buffer`.
  fileprivate func uses(of buffer: BufferID) -> Int { flattened.count { $0.names(buffer) } }

  /// How many of them write it.
  fileprivate func stores(to buffer: BufferID) -> Int {
    flattened.count { $0.writes.contains { $0.buffer == buffer } }
  }

  /// The statement without what copies elements to themselves; nil where nothing is left.
  fileprivate var withoutSelfCopies: Statement? {
    switch self {
    case .store(let target, .load(let source)) where target == source: return nil
    case .loop(var loop):
      loop.body = loop.body.compactMap(\.withoutSelfCopies)
      return loop.body.isEmpty ? nil : .loop(loop)
    case .section(let section, let body):
      let rest = body.compactMap(\.withoutSelfCopies)
      return rest.isEmpty ? nil : .section(section, rest)
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call, .team:
      return self
    }
  }
}

import IR

/// When each scratch buffer of a function is needed, in stages: the statements between two barriers.
struct Liveness {
  private var spans: [BufferID: ClosedRange<Int>] = [:]

  /// Whether both buffers are needed at some stage.
  func interfere(_ left: BufferID, _ right: BufferID) -> Bool {
    guard let left = spans[left], let right = spans[right] else { return false }
    return left.overlaps(right)
  }

  /// The spans of the scratch buffers of `module`; the rows for a head, which carry from one function to the next, are needed
  /// throughout.
  static func of(_ function: LoopFunction, in module: LoopModule) -> Liveness {
    let names = Set(module.buffers.filter(\.space.isScratch).map(\.name))
    var walk = StageWalk(names: names)
    walk.visit(function.body)
    var result = Liveness(spans: walk.spans)
    if let handover = module.handover, names.contains(handover) {
      result.spans[handover] = 0...max(walk.stage, 1)
    }
    return result
  }
}

/// Visits the stages of a function in order.
///
/// What every thread reads for itself, between the loops that are shared out, has no barrier behind it: it is needed in
/// the next stage too, and throughout a loop around it.
private struct StageWalk {
  var names: Set<BufferID>
  var stage = 0
  var spans: [BufferID: ClosedRange<Int>] = [:]
  /// What is read without a barrier behind it.
  var unguarded: Set<BufferID> = []

  mutating func visit(_ statements: [Statement]) {
    for statement in statements {
      switch statement {
      case .team(let body), .section(_, let body): visit(body)
      case .loop(let loop) where loop.hasStages: visit(loop)
      case .index, .select:
        for name in statement.reads.map(\.buffer) where names.contains(name) {
          note(name, stage...stage + 1)
          unguarded.insert(name)
        }
      case .loop, .store, .accumulate, .define, .assign, .allocate, .call: leaf(statement)
      }
    }
  }

  private mutating func leaf(_ statement: Statement) {
    stage += 1
    for inner in statement.flattened {
      for access in inner.writes + inner.reads where names.contains(access.buffer) {
        note(access.buffer, stage...stage)
      }
    }
  }

  private mutating func note(_ name: BufferID, _ span: ClosedRange<Int>) {
    let old = spans[name] ?? span
    spans[name] = min(old.lowerBound, span.lowerBound)...max(old.upperBound, span.upperBound)
  }

  /// A loop over stages: what enters it, leaves it or is read before it is written in it is needed throughout.
  private mutating func visit(_ loop: Loop) {
    let outside = spans
    let first = stage + 1
    var inside = StageWalk(names: names, stage: stage)
    inside.visit(loop.body)
    stage = inside.stage
    unguarded.formUnion(inside.unguarded)
    for (name, span) in inside.spans {
      let isCarried =
        outside[name] != nil || inside.unguarded.contains(name) || readsFirst(name, in: loop.body)
      note(name, isCarried ? first...stage : span)
    }
  }

  private func readsFirst(_ name: BufferID, in body: [Statement]) -> Bool {
    for statement in body.flatMap(\.flattened) {
      if statement.reads.contains(where: { $0.buffer == name }) { return true }
      if statement.writes.contains(where: { $0.buffer == name }) { return false }
    }
    return false
  }
}

extension Loop {
  /// Whether the loop repeats whole stages, with barriers between them, rather than being part of one.
  var hasStages: Bool {
    kind == .sequential
      && body.flatMap(\.flattened).contains { statement in
        if case .loop(let inner) = statement { inner.kind == .parallel } else { false }
      }
  }
}

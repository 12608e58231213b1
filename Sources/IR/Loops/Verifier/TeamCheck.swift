import Diagnostics

/// Checks where parallel and vector loops stand, and that a team shares nothing that it changes outside parallel loops.
///
/// Every thread of a team runs the statements between its parallel loops, so these may change only what each thread
/// has for itself. A parallel loop ends with a barrier but does not begin with one.
struct TeamCheck {
  /// How many threads run a statement together, and on what.
  private enum Level: Int, Comparable {
    /// One thread.
    case alone
    /// Every thread of a team.
    case team
    /// Each thread on iterations of its own.
    case iteration

    static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  private var report: LoopReport
  private var level = Level.alone
  /// Where scalars and stack buffers are declared.
  private var scalars: [Scalar: Level] = [:]
  private var stack: [BufferID: Level] = [:]
  /// Buffers that some thread may still be reading since the last barrier.
  private var reading: Set<BufferID> = []
  /// Whether a loop's body is looked at for the second time.
  private var isRepeating = false

  static func check(_ function: LoopFunction, _ report: inout LoopReport) {
    var check = TeamCheck(report: report)
    check.body(function.body)
    report = check.report
  }

  private mutating func body(_ statements: [Statement]) {
    for statement in statements {
      if let title = statement.title { report.enter(title) }
      self.statement(statement)
      if statement.title != nil { report.leave() }
    }
  }

  private mutating func statement(_ statement: Statement) {
    if level == .team { reading.formUnion(statement.reads.map(\.buffer)) }
    for target in statement.writes { written(target) }
    switch statement {
    case .loop(let loop): self.loop(loop)
    case .team(let statements):
      if level != .alone { report.fail(.loopStructure, "a team is inside another team") }
      reading = []
      nested(.team) { $0.body(statements) }
    case .section(_, let statements): body(statements)
    case .define(let name, _): scalars[name] = level
    case .allocate(let buffer): stack[buffer.name] = level
    case .select(let selection): stack[selection.list] = level
    case .assign(let name, _):
      if let own = scalars[name], own != level {
        report.fail(
          .loopStructure,
          "scalar '\(name)' is assigned where several threads run but declared outside",
          help: "declare the scalar where it is assigned, or store into a buffer")
      }
    case .store, .accumulate, .index, .call: break
    }
  }

  private mutating func nested(_ level: Level, _ inside: (inout TeamCheck) -> Void) {
    let outer = self.level
    self.level = level
    inside(&self)
    self.level = outer
  }

  private mutating func written(_ target: Access) {
    let own = stack[target.buffer] ?? .alone
    switch (level, own) {
    case (.alone, _), (.team, .team), (.iteration, .alone), (.iteration, .iteration): break
    case (.team, _):
      report.fail(
        .loopStructure,
        "'\(target)' is written by every thread of a team, expected the write inside a parallel loop"
      )
    case (.iteration, .team):
      report.fail(
        .loopStructure,
        "'\(target)' is written in a parallel loop, but each thread has its own buffer '\(target.buffer)'",
        help: "declare the buffer inside the parallel loop, or outside the team")
    }
  }

  private mutating func loop(_ loop: Loop) {
    switch loop.kind {
    case .parallel: parallel(loop)
    case .simd(let sums): simd(loop, sums)
    case .sequential, .unrolled:
      body(loop.body)
      // What the end of the body reads, the next iteration's parallel loops may write.
      if level == .team, !isRepeating, loop.body.contains(where: \.hasParallelLoop) {
        isRepeating = true
        body(loop.body)
        isRepeating = false
      }
    }
  }

  private mutating func parallel(_ loop: Loop) {
    switch level {
    case .alone:
      report.fail(
        .loopStructure, "parallel loop '\(loop.variable)' is outside a team, expected inside one")
    case .iteration:
      report.fail(
        .loopStructure,
        "parallel loop '\(loop.variable)' is inside another one, expected to be its whole body, "
          + "with bounds that do not depend on it")
    case .team:
      let writes = Set(loop.body.flatMap(\.flattened).flatMap(\.writes).map(\.buffer))
      for buffer in reading.intersection(writes).sorted() {
        report.fail(
          .loopRace,
          "parallel loop '\(loop.variable)' writes buffer '\(buffer)', which other threads may still be reading",
          help: "read the buffer inside a parallel loop")
      }
    }
    nested(.iteration) { check in
      let inner = loop.rectangularLoop.flatMap { $0.kind == .parallel ? $0 : nil }
      check.body((inner ?? loop).body)
    }
    reading = []
  }

  /// Lanes may change nothing of each other's but sums, `s = s + …`, which nothing else in the loop reads.
  private mutating func simd(_ loop: Loop, _ sums: [Scalar]) {
    var own: Set<Scalar> = []
    for statement in loop.body.flatMap(\.flattened) {
      var value: Expression?
      switch statement {
      case .define(let name, let defined):
        own.insert(name)
        value = defined
      case .assign(let name, .binary(.add, .scalar(let source), let term))
      where source == name && sums.contains(name):
        value = term
      case .assign(let name, let assigned):
        value = assigned
        if !own.contains(name) {
          report.fail(
            .loopStructure,
            "scalar '\(name)' is carried from one iteration of vector loop '\(loop.variable)' to the next, "
              + "expected a sum '\(name) = \(name) + …' that the loop lists")
        }
      case .store(_, let stored), .accumulate(_, let stored): value = stored
      case .call, .team, .select:
        report.fail(
          .loopStructure,
          "vector loop '\(loop.variable)' holds a call, a selection or a team, expected none")
      case .loop, .index, .allocate, .section: break
      }
      for sum in sums where value?.scalars.contains(sum) ?? false {
        report.fail(
          .loopStructure,
          "sum '\(sum)' is read inside vector loop '\(loop.variable)', expected only after it")
      }
    }
    body(loop.body)
  }
}

extension Statement {
  /// Whether a parallel loop is here or inside.
  fileprivate var hasParallelLoop: Bool {
    if case .loop(let loop) = self, loop.kind == .parallel { return true }
    return children.contains(where: \.hasParallelLoop)
  }
}

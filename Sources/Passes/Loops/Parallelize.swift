import IR
import Schedule

extension LoopPass {
  /// Gives each function's work to a team of threads: the outermost loops with independent iterations are shared out.
  ///
  /// What cannot be shared is done by one thread, as a loop of a single iteration, so that the others wait for it; indices
  /// and lists of them every thread makes for itself.
  ///
  /// Where teams must be worthwhile, a function with little work between one wait and the next, as the step of a small model
  /// has, is left to the calling thread.
  package static let parallelize = LoopPass(
    "parallelize", "distribute loops with independent iterations over threads", .bitwise
  ) { module, options in
    var module = module
    for index in module.functions.indices {
      var shared = module.functions[index]
      var sharing = Sharing()
      for size in shared.sizes { sharing.ranges.append(size) }
      shared.body = [.team(sharing.shared(shared.body))]
      if options.teams == .always || Work(of: shared).deservesTeam {
        module.functions[index] = shared
      }
    }
    return module
  }
}

/// Decides which loops of one function are shared out.
private struct Sharing {
  /// What is known of the symbols around.
  var ranges = SymbolRanges()

  mutating func shared(_ statements: [Statement], _ bound: Set<Symbol> = []) -> [Statement] {
    // What scalars and arrays hold for statements behind them is not divided.
    let hasDeclarations = statements.contains { statement in
      switch statement {
      case .define, .assign, .allocate: true
      case .loop, .store, .accumulate, .index, .select, .call, .team, .section: false
      }
    }
    if hasDeclarations { return [alone(statements)] }
    let stages = statements.flatMap { statement -> [Statement] in
      switch statement {
      case .section(let section, let body):
        return [.section(section, inside { $0.shared(body, section.boundLoops) })]
      case .team(let body): return shared(body)
      case .loop(let loop): return shared(loop, bound)
      case .index(let name, let source):
        ranges.append(name, source)
        return [statement]
      case .select(let selection):
        ranges.append(selection)
        return [statement]
      case .store, .accumulate, .define, .assign, .allocate, .call: return [alone([statement])]
      }
    }
    return gathered(stages)
  }

  /// Stages in a row of which one is a single thread's, and the others take it less time than a wait, as one stage of that
  /// thread.
  private func gathered(_ stages: [Statement]) -> [Statement] {
    var result: [Statement] = []
    var open: [Loop] = []
    func close() {
      let loops = open.map(Statement.loop)
      let isOne = open.count > 1 && open.contains(where: \.runsAtMostOnce)
      result += isOne ? [alone(open.map { .loop($0.sequential) }, "together")] : loops
      open = []
    }
    for stage in stages {
      if case .loop(let loop) = stage, loop.kind == .parallel, loop.runsAtMostOnce || loop.isSmall {
        open.append(loop)
      } else {
        close()
        result.append(stage)
      }
    }
    close()
    return result
  }

  /// What `body` makes of this place, where what it learns is forgotten.
  private func inside<Result>(_ body: (inout Sharing) -> Result) -> Result {
    var inner = self
    return body(&inner)
  }

  /// A loop with those of `bound` inside it shared out, and all around them left to every thread; without any, the outermost.
  private func shared(_ loop: Loop, _ bound: Set<Symbol>) -> [Statement] {
    var loop = loop
    if bound.contains(loop.variable) {
      loop.kind = .parallel
      return [.loop(loop)]
    }
    let holdsBound = bound.contains(where: loop.contains)
    if !holdsBound, isIndependent(loop) {
      loop.kind = .parallel
      if var inner = loop.rectangularLoop, !inner.runsAtMostOnce, isIndependent(inner, in: loop) {
        inner.kind = .parallel
        loop.body = [.loop(inner)]
      }
      return [.loop(loop)]
    }
    let hasStages = loop.body.allSatisfy { statement in
      switch statement {
      case .loop, .section, .index, .select: true
      case .store, .accumulate, .define, .assign, .allocate, .call, .team: false
      }
    }
    guard hasStages || holdsBound else { return [alone([.loop(loop)])] }
    loop.body = inside { inner in
      inner.ranges.append(loop)
      return inner.shared(loop.body, bound)
    }
    return [.loop(loop)]
  }

  /// Whether iterations of `loop`, here or directly in `outer`, touch nothing of each other.
  private func isIndependent(_ loop: Loop, in outer: Loop? = nil) -> Bool {
    var ranges = ranges
    if let outer { ranges.append(outer) }
    return Dependence.isFree(loop, ranges)
  }

  private func alone(_ body: [Statement], _ name: Symbol = "once") -> Statement {
    .loop(Loop(name, to: [1], kind: .parallel, body))
  }
}

extension Section {
  /// The loops that the nest's schedule binds to threads.
  fileprivate var boundLoops: Set<Symbol> {
    let binds = rewrites.compactMap { text -> Symbol? in
      if case .bind(let bind)? = try? Rewrite(text: text) { bind.loop } else { nil }
    }
    return Set(binds)
  }
}

extension Loop {
  /// The most elements that one thread copies in the time of a wait.
  private static let smallCopy = 8192

  /// Whether the loop only moves a few numbers.
  fileprivate var isSmall: Bool { copies.map { $0 <= Self.smallCopy } ?? false }

  /// How many numbers the loop moves, nil where it does anything else, or where that depends on sizes.
  private var copies: Int? {
    guard uppers.count == 1, let length = (uppers[0] - lower).asConstant else { return nil }
    let counts = body.map { statement -> Int? in
      switch statement {
      case .store(_, .load): 1
      case .loop(let inner): inner.copies
      case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call, .team,
        .section:
        nil
      }
    }
    guard counts.allSatisfy({ $0 != nil }) else { return nil }
    return max(0, (length + step - 1) / step) * counts.compactMap { $0 }.reduce(0, +)
  }

  /// The loop with no iterations shared out, here or inside it.
  fileprivate var sequential: Loop {
    var result = self
    if kind == .parallel { result.kind = .sequential }
    result.body = body.map { statement in
      if case .loop(let inner) = statement { .loop(inner.sequential) } else { statement }
    }
    return result
  }

  /// Whether this loop, or one inside it, is over `variable`.
  fileprivate func contains(_ variable: Symbol) -> Bool {
    Statement.loop(self).flattened.contains { $0.loopVariable == variable }
  }
}

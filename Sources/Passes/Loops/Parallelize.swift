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
  static let parallelize = LoopPass(
    "parallelize", "distribute loops with independent iterations over threads", .bitwise
  ) { module, options in
    var module = module
    for index in module.functions.indices {
      var shared = module.functions[index]
      shared.body = [.team(Sharing.shared(shared.body))]
      if options.teams == .always || Work(of: shared).deservesTeam {
        module.functions[index] = shared
      }
    }
    return module
  }
}

/// Decides which loops of one function are shared out.
private enum Sharing {
  static func shared(_ statements: [Statement]) -> [Statement] {
    statements.flatMap { statement -> [Statement] in
      switch statement {
      case .section(let section, let body): [.section(section, shared(body, section.boundLoops))]
      case .team(let body): shared(body)
      case .loop(let loop): shared(loop)
      case .index, .select: [statement]
      case .store, .accumulate, .define, .assign, .allocate, .call: [alone([statement])]
      }
    }
  }

  /// The statements of a nest with the loops `bound` shared out, and all around them left to every thread.
  private static func shared(_ statements: [Statement], _ bound: Set<Symbol>) -> [Statement] {
    statements.flatMap { statement -> [Statement] in
      guard case .loop(var loop) = statement, bound.contains(where: loop.contains) else {
        return shared([statement])
      }
      if bound.contains(loop.variable) {
        loop.kind = .parallel
      } else {
        loop.body = shared(loop.body, bound)
      }
      return [.loop(loop)]
    }
  }

  private static func shared(_ loop: Loop) -> [Statement] {
    var loop = loop
    if Independence.holds(loop) {
      loop.kind = .parallel
      if var inner = loop.rectangularLoop, Independence.holds(inner) {
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
    guard hasStages else { return [alone([.loop(loop)])] }
    loop.body = shared(loop.body)
    return [.loop(loop)]
  }

  private static func alone(_ body: [Statement]) -> Statement {
    .loop(Loop("once", to: [1], kind: .parallel, body))
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
  /// Whether this loop, or one inside it, is over `variable`.
  fileprivate func contains(_ variable: Symbol) -> Bool {
    Statement.loop(self).flattened.contains { statement in
      if case .loop(let loop) = statement { loop.variable == variable } else { false }
    }
  }
}

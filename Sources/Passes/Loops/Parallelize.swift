import IR

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
      case .section(let title, let body): [.section(title, shared(body))]
      case .team(let body): shared(body)
      case .loop(let loop): shared(loop)
      case .index, .select: [statement]
      case .store, .accumulate, .define, .assign, .allocate, .call: [alone([statement])]
      }
    }
  }

  private static func shared(_ loop: Loop) -> [Statement] {
    var loop = loop
    if Independence.holds(loop) {
      loop.kind = .parallel
      if loop.body.count == 1, case .loop(var inner) = loop.body[0],
        !inner.lower.terms.contains(where: { $0.symbol == loop.variable }),
        !inner.uppers.contains(where: { $0.coefficient(of: loop.variable) != 0 }),
        Independence.holds(inner)
      {
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

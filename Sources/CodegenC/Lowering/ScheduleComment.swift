import IR

/// What stands at the top of an entry point's file: what it does, in which order, what its threads share, and the
/// memory it works in.
struct ScheduleComment {
  private let function: LoopFunction
  private let module: LoopModule
  private let header: String
  private let isShared: Bool

  /// The comment on `function` of a planned module, which `header` declares.
  init(
    _ function: LoopFunction, of module: LoopModule, declaredIn header: String, options: CodeOptions
  ) {
    (self.function, self.module, self.header) = (function, module, header)
    isShared =
      options.threads == .openmp
      && function.body.flatMap(\.flattened).contains { if case .team = $0 { true } else { false } }
  }

  /// The comment, one paragraph per part of the schedule.
  var comment: CComment {
    let sizes = function.sizes.map { " \($0.name) is \($0.least) to \($0.greatest)." }.joined()
    var lines = ["The entry point '\(function.name)'; \(header) declares it.\(sizes)"]
    lines += function.notes
    lines += [
      "",
      isShared
        ? "Schedule: one team of threads for the whole call. Brackets say which loops they divide among them, or that one "
          + "thread does the part; behind each loop they wait for each other, awake for a moment and then asleep "
          + "(team.h)."
        : "Schedule: the calling thread does it all.",
    ]
    lines += parts(of: function.body, indent: 2)
    return CComment(paragraphs: lines + ["", memory])
  }

  /// A line for each titled part, below the loops that repeat it.
  private func parts(of body: [Statement], indent: Int) -> [String] {
    let space = String(repeating: " ", count: indent)
    return body.flatMap { statement -> [String] in
      switch statement {
      case .section(let section, let inner):
        let divided = isShared ? dividedLoops(inner) : []
        return [
          space + "- " + section.title
            + (divided.isEmpty ? "" : " [\(divided.joined(separator: "; "))]")
        ] + arrangement(of: section, indent: indent + 4)
      case .team(let inner): return parts(of: inner, indent: indent)
      case .loop(let loop):
        let inner = parts(of: loop.body, indent: indent + 2)
        guard !inner.isEmpty else { return [] }
        let bounds = loop.uppers.map(\.description).joined(separator: ", ")
        return [space + "- for every \(loop.variable) of \(bounds):"] + inner
      case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: return []
      }
    }
  }

  /// The nest that a part is, with the rewrites that arranged it.
  private func arrangement(of section: Section, indent: Int) -> [String] {
    guard let nest = section.nest, !section.rewrites.isEmpty else { return [] }
    let space = String(repeating: " ", count: indent)
    return [space + "\(nest): " + section.rewrites.joined(separator: "; ")]
  }

  /// The loops of a part that threads divide, each with those that are divided together with it, without repeats.
  private func dividedLoops(_ body: [Statement]) -> [String] {
    var found: [String] = []
    for statement in body {
      let names: [String]
      if case .loop(let loop) = statement, loop.kind == .parallel {
        names = [
          loop.runsAtMostOnce
            ? "one thread" : loop.collapsedVariables.map(\.text).joined(separator: ", ")
        ]
      } else {
        names = dividedLoops(statement.children)
      }
      for name in names where !found.contains(name) { found.append(name) }
    }
    return found
  }

  private var memory: String {
    let scratch = module.buffers.compactMap { buffer in
      if case .scratch(let offset?) = buffer.space { offset + buffer.bytes } else { nil }
    }
    let stack = function.stackBytes
    let shared = scratch.max() ?? 0
    return "Memory: behind each buffer stands its shape, in floats."
      + (shared > 0
        ? " \(shared) bytes of scratch for all entry points together: buffers that are never needed at the same time "
          + "share places." : "")
      + (stack > 0 ? " Arrays on the stack take up to \(stack) bytes per thread." : "")
  }
}

extension Loop {
  /// The variable, and those of the parallel loops that make up the whole body.
  fileprivate var collapsedVariables: [Symbol] {
    guard let inner = rectangularLoop, inner.kind == .parallel else { return [variable] }
    return [variable] + inner.collapsedVariables
  }
}

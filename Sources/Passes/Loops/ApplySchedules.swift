import Diagnostics
import IR
import Schedule

extension LoopPass {
  /// Arranges every nest by its schedule: the one that was chosen for it, else the default.
  static let schedule = LoopPass(
    "schedule", "arrange the loops of each nest by its schedule", .reassociating
  ) { module, options in
    var module = module
    for index in module.functions.indices {
      let function = module.functions[index]
      var scheduler = Scheduler(options: options)
      for buffer in module.buffers + function.arguments { scheduler.buffers[buffer.name] = buffer }
      for size in function.sizes { scheduler.ranges.append(size) }
      module.functions[index].body = try scheduler.arranged(function.body)
    }
    return module
  }
}

/// Arranges the nests of one function.
private struct Scheduler {
  var options: PassOptions
  /// What is visible at the place reached.
  var buffers: [BufferID: Buffer] = [:]
  var ranges = SymbolRanges()

  func arranged(_ statements: [Statement]) throws -> [Statement] {
    var inner = self
    return try statements.map { statement in
      switch statement {
      case .loop(var loop):
        var inside = inner
        inside.ranges.append(loop)
        loop.body = try inside.arranged(loop.body)
        return .loop(loop)
      case .team(let body): return .team(try inner.arranged(body))
      case .section(let section, let body):
        guard let label = section.nest else { return .section(section, try inner.arranged(body)) }
        let nest = Nest(label, body, inner.ranges, inner.buffers)
        let rewrites = inner.rewrites(of: nest)
        var arranged = section
        arranged.rewrites += rewrites.map(\.description)
        return .section(arranged, try rewrites.reduce(nest, Self.arranged).body)
      case .index(let name, let source): inner.ranges.append(name, source)
      case .select(let selection): inner.ranges.append(selection)
      case .allocate(let buffer): inner.buffers[buffer.name] = buffer
      case .store, .accumulate, .define, .assign, .call: break
      }
      return statement
    }
  }

  /// The rewrites that were chosen for the nest, else the default ones.
  private func rewrites(of nest: Nest) -> [Rewrite] {
    options.schedule.rewrites(of: nest.label)
      ?? DefaultSchedule.rewrites(of: nest, on: options.target, products: options.products)
  }

  /// The nest after one rewrite; what that refuses is told with the nest and the rewrite.
  private static func arranged(_ nest: Nest, by rewrite: Rewrite) throws -> Nest {
    do {
      return try rewrite.definition.applied(to: nest)
    } catch let fault as Diagnostic {
      var told = fault
      told.place = Place("schedule", "nest '\(nest.label)', rewrite '\(rewrite)'")
      throw told
    }
  }
}

import Diagnostics
import IR
import Schedule

extension LoopPass {
  /// Arranges every nest by its schedule: the one that was chosen for it, else the default.
  public static let schedule = LoopPass(
    "schedule", "arrange the loops of each nest by its schedule", .reassociating
  ) { module, options in try Arrangement(options: options).arranged(module) }
}

/// The way from what nests mean to how they are computed, rewrite by rewrite.
public struct Arrangement: Sendable {
  /// The schedule, the target and who multiplies matrices.
  public var options: PassOptions
  /// What carries out one rewrite.
  public var apply: @Sendable (Nest, Rewrite) throws -> Nest = { nest, rewrite in
    try rewrite.definition.applied(to: nest)
  }

  /// The way that `options` choose.
  public init(options: PassOptions) { self.options = options }

  /// The module with every nest arranged, showing each step to `observe`: the nest before, the rewrite, and the nest after.
  public func arranged(
    _ module: LoopModule, observe: (Nest, Rewrite, Nest) throws -> Void = { _, _, _ in }
  ) throws -> LoopModule {
    var module = module
    for index in module.functions.indices {
      let function = module.functions[index]
      var place = ArrangedPlace(arrangement: self)
      for buffer in module.buffers + function.arguments { place.buffers[buffer.name] = buffer }
      for size in function.sizes { place.ranges.append(size) }
      module.functions[index].body = try place.arranged(function.body, observe)
    }
    return module
  }
}

/// A place of a function, and what is visible there.
private struct ArrangedPlace {
  var arrangement: Arrangement
  var buffers: [BufferID: Buffer] = [:]
  var ranges = SymbolRanges()

  func arranged(
    _ statements: [Statement], _ observe: (Nest, Rewrite, Nest) throws -> Void
  ) throws -> [Statement] {
    var inner = self
    return try statements.map { statement in
      switch statement {
      case .loop(var loop):
        var inside = inner
        inside.ranges.append(loop)
        loop.body = try inside.arranged(loop.body, observe)
        return .loop(loop)
      case .team(let body): return .team(try inner.arranged(body, observe))
      case .section(let section, let body):
        guard let label = section.nest else {
          return .section(section, try inner.arranged(body, observe))
        }
        let nest = Nest(label, body, inner.ranges, inner.buffers)
        let rewrites = inner.rewrites(of: nest)
        var arranged = section
        arranged.rewrites += rewrites.map(\.description)
        let final = try rewrites.reduce(nest) { nest, rewrite in
          let next = try inner.rewritten(nest, by: rewrite)
          try observe(nest, rewrite, next)
          return next
        }
        // What is bound must still be there, and independent.
        for case .bind(let bind) in rewrites { _ = try inner.rewritten(final, by: .bind(bind)) }
        return .section(arranged, final.body)
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
    let options = arrangement.options
    return options.schedule.rewrites(of: nest.label)
      ?? DefaultSchedule.rewrites(of: nest, products: options.products)
  }

  /// The nest after one rewrite; what that refuses is told with the nest and the rewrite.
  private func rewritten(_ nest: Nest, by rewrite: Rewrite) throws -> Nest {
    do {
      return try arrangement.apply(nest, rewrite)
    } catch let fault as Diagnostic {
      var told = fault
      told.place = FileLocation("schedule", "nest '\(nest.label)', rewrite '\(rewrite)'")
      throw told
    }
  }
}

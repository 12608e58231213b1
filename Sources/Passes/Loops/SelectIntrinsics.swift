import IR

extension LoopPass {
  /// Replaces loops that are the meaning of an intrinsic by a call of it.
  ///
  /// A candidate call is guessed from the loops' bounds and accesses; it stands only if its meaning is, up to the
  /// names of loop variables, the very loops that it replaces.
  static let selectIntrinsics = LoopPass(
    "select-intrinsics", "replace loops that match a kernel with a call", .reassociating
  ) { module, _ in
    var module = module
    for index in module.functions.indices {
      let function = module.functions[index]
      var search = CallSearch()
      for buffer in module.buffers + function.arguments + function.body.flatMap(\.stackBuffers) {
        search.shapes[buffer.name] = buffer.shape
      }
      module.functions[index].body = function.body.map(search.selected)
    }
    return module
  }
}

/// The search for calls in one function.
private struct CallSearch {
  /// The shapes of all buffers that the function sees.
  var shapes: [String: [Int]] = [:]

  func selected(_ statement: Statement) -> Statement {
    switch statement {
    case .loop(var loop):
      for intrinsic in Intrinsic.allCases {
        for accumulates in [false, true] {
          if let call = IntrinsicMatch.call(of: intrinsic, accumulates, standingFor: statement),
            intrinsic.accepts(call, shapes: { shapes[$0] })
          {
            return .call(call)
          }
        }
      }
      loop.body = loop.body.map(selected)
      return .loop(loop)
    case .team(let body): return .team(body.map(selected))
    case .section(let title, let body): return .section(title, body.map(selected))
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: return statement
    }
  }
}

/// Finds the call that a nest of loops stands for.
private struct IntrinsicMatch {
  private var symbols: [String: String] = [:]
  private var sizes: [String: [Affine]] = [:]
  private var pairs: [(formal: Access, actual: Access)] = []

  static func call(
    of intrinsic: Intrinsic, _ accumulates: Bool, standingFor statement: Statement
  ) -> Call? {
    let meaning = intrinsic.meaning(accumulates: accumulates)
    guard meaning.count == 1 else { return nil }
    var match = IntrinsicMatch()
    guard match.pair(meaning[0], with: statement) else { return nil }
    let views = intrinsic.parameters.compactMap { match.view($0.name) }
    let sizes = intrinsic.sizes.compactMap { match.sizes[$0] }
    guard views.count == intrinsic.parameters.count, sizes.count == intrinsic.sizes.count else {
      return nil
    }
    let call = Call(intrinsic, sizes: sizes, views: views, accumulates: accumulates)
    let same = canonical(call.inlined(suffix: "_")) == canonical([statement])
    return same ? call : nil
  }

  /// Walks both statements together and notes what corresponds; false where their forms differ.
  private mutating func pair(_ formal: Statement, with actual: Statement) -> Bool {
    switch (formal, actual) {
    case (.loop(let left), .loop(let right)):
      symbols[left.variable] = right.variable
      if left.uppers.count == 1, let size = left.uppers[0].asSymbol, sizes[size] == nil {
        sizes[size] = right.uppers
      }
      return left.step == right.step && pair(left.body, with: right.body)
    case (.store(let left, let value), .store(let right, let other)),
      (.accumulate(let left, let value), .accumulate(let right, let other)):
      pairs.append((left, right))
      return pair(value, with: other)
    case (.define(_, let left), .define(_, let right)),
      (.assign(_, let left), .assign(_, let right)):
      return pair(left, with: right)
    case (.index(let left, _), .index(let right, _)):
      symbols[left] = right
      return true
    default: return false
    }
  }

  private mutating func pair(_ formal: [Statement], with actual: [Statement]) -> Bool {
    guard formal.count == actual.count else { return false }
    for (left, right) in zip(formal, actual) {
      guard pair(left, with: right) else { return false }
    }
    return true
  }

  private mutating func pair(_ formal: Expression, with actual: Expression) -> Bool {
    switch (formal, actual) {
    case (.load(let left), .load(let right)):
      pairs.append((left, right))
      return true
    case (.binary(let left, let a, let b), .binary(let right, let c, let d)):
      return left == right && pair(a, with: c) && pair(b, with: d)
    case (.constant, .constant), (.scalar, .scalar): return true
    default: return false
    }
  }

  /// The view that turns every formal access of `parameter` into the actual one.
  private func view(_ parameter: String) -> View? {
    guard let (formal, actual) = pairs.first(where: { $0.formal.buffer == parameter }) else {
      return nil
    }
    var axes: [Int] = []
    var origin = actual.indices
    for index in formal.indices {
      guard let term = index.terms.first, let symbol = symbols[term.symbol],
        let axis = origin.firstIndex(where: {
          $0.coefficient(of: symbol) == term.coefficient && term.coefficient != 0
        })
      else { return nil }
      axes.append(axis)
      for term in index.terms {
        guard let symbol = symbols[term.symbol] else { return nil }
        origin[axis] = origin[axis] - term.coefficient * Affine.symbol(symbol)
      }
    }
    return View(actual.buffer, origin, axes: axes)
  }

  /// The statements with everything they bind renamed in order of appearance.
  private static func canonical(_ statements: [Statement]) -> [Statement] {
    var (symbols, scalars): ([String: String], [String: String]) = ([:], [:])
    for statement in statements.flatMap(\.flattened) {
      switch statement {
      case .loop(let loop): symbols[loop.variable] = "$\(symbols.count)"
      case .index(let name, _): symbols[name] = "$\(symbols.count)"
      case .define(let name, _): scalars[name] = "$\(scalars.count)"
      default: break
      }
    }
    let (boundSymbols, boundScalars) = (symbols, scalars)
    return StatementRewriter(
      symbol: { boundSymbols[$0] ?? $0 }, scalar: { boundScalars[$0] ?? $0 }
    ).statements(statements)
  }
}

import IR

extension Statement {
  /// The statement without the definition of `scalar`, and with `replacement` where it was read.
  func replacing(_ scalar: Scalar, by replacement: Expression) -> Statement {
    let rewriter = StatementRewriter(value: { value in
      if case .scalar(let name) = value, name == scalar { replacement } else { value }
    })
    return rewriter.statement(self).transformingBodies { body in
      body.filter { $0.definedScalar != scalar }
    }
  }

  /// The statement with other bounds of the loop over `variable`, nil where its body does not permit that.
  func widening(
    _ variable: Symbol, to bounds: [Affine], where permits: ([Statement]) -> Bool
  ) -> Statement? {
    var isPermitted = true
    let result = [self].transformingLoops { loop in
      guard loop.variable == variable else { return loop }
      isPermitted = isPermitted && permits(loop.body)
      var wider = loop
      wider.uppers = bounds
      return wider
    }
    return isPermitted ? result[0] : nil
  }

  /// The statement without definitions of scalars that nothing reads.
  func withoutUnreadScalars() -> Statement {
    var current = self
    while true {
      let read = Set(current.flattened.flatMap(\.readScalars))
      let next = current.transformingBodies { body in
        body.filter { statement in statement.definedScalar.map { read.contains($0) } ?? true }
      }
      if next == current { return next }
      current = next
    }
  }

  /// The scalars that this statement itself reads or assigns.
  private var readScalars: Set<Scalar> {
    switch self {
    case .store(_, let value), .accumulate(_, let value), .define(_, let value): value.scalars
    case .assign(let name, let value): value.scalars.union([name])
    case .select(let selection): selection.condition.scalars
    case .loop(let loop):
      if case .simd(let sums) = loop.kind { Set(sums) } else { [] }
    case .index, .allocate, .call, .team, .section: []
    }
  }

  /// The statement with the bodies in it, innermost first, replaced by what `transform` makes of them.
  func transformingBodies(_ transform: ([Statement]) -> [Statement]) -> Statement {
    func body(_ statements: [Statement]) -> [Statement] {
      transform(statements.map { $0.transformingBodies(transform) })
    }
    switch self {
    case .loop(var loop):
      loop.body = body(loop.body)
      return .loop(loop)
    case .team(let statements): return .team(body(statements))
    case .section(let section, let statements): return .section(section, body(statements))
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: return self
    }
  }
}

extension Array<Statement> {
  /// The statements with each, and each inside it, replaced by what `transform` makes of it.
  func transformingStatements(_ transform: (Statement) -> Statement) -> [Statement] {
    map { statement in
      transform(
        statement.transformingBodies { body in body.map(transform) })
    }
  }

  /// The statements with every loop, innermost first, replaced by what `transform` makes of it.
  func transformingLoops(_ transform: (Loop) -> Loop) -> [Statement] {
    map { statement in
      switch statement {
      case .loop(var loop):
        loop.body = loop.body.transformingLoops(transform)
        return .loop(transform(loop))
      case .team(let body): return .team(body.transformingLoops(transform))
      case .section(let section, let body):
        return .section(section, body.transformingLoops(transform))
      case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call:
        return statement
      }
    }
  }
}

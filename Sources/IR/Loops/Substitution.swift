extension Array<Statement> {
  /// The statements with `replacement` in the place of the index symbol `symbol`, which none of them declares.
  package func substituting(_ symbol: Symbol, by replacement: Affine) -> [Statement] {
    StatementRewriter(
      index: { $0.substituting(symbol, by: replacement) }
    ).statements(self)
  }

  /// The statements with the loops over `old`, and what is inside them, over `new`.
  package func renaming(loop old: Symbol, to new: Symbol) -> [Statement] {
    StatementRewriter(symbol: { $0 == old ? new : $0 }).statements(self)
  }

  /// The names that the statements declare directly, for what follows them: scalars, indices and buffers.
  package var declaredNames: Set<String> {
    Set(
      compactMap { statement -> String? in
        switch statement {
        case .define(let name, _): "\(name)"
        case .index(let name, _): "\(name)"
        case .allocate(let buffer): "\(buffer.name)"
        case .select(let selection): "\(selection.list)"
        case .loop, .store, .accumulate, .assign, .call, .team, .section: nil
        }
      })
  }

  /// All names that the statements mention: scalars, symbols and buffers.
  package var usedNames: Set<String> {
    var names: Set<String> = []
    let collector = StatementRewriter(
      symbol: {
        names.insert("\($0)"); return $0
      },
      scalar: {
        names.insert("\($0)"); return $0
      },
      buffer: {
        names.insert("\($0)"); return $0
      })
    _ = collector.statements(self)
    return names
  }

  /// Whether an index mentions `symbol`.
  package func mentions(_ symbol: Symbol) -> Bool { usedNames.contains("\(symbol)") }

  /// The scalars that the statements and those inside them define.
  package var definedScalars: [Scalar] { flatMap(\.flattened).compactMap(\.definedScalar) }
}

extension Statement {
  /// The variable where this statement is a loop.
  package var loopVariable: Symbol? {
    if case .loop(let loop) = self { loop.variable } else { nil }
  }

  /// The scalar that this statement itself introduces.
  package var definedScalar: Scalar? {
    if case .define(let name, _) = self { name } else { nil }
  }

  /// The scalar that this statement itself gives a new value.
  package var assignedScalar: Scalar? {
    if case .assign(let name, _) = self { name } else { nil }
  }

  /// Whether the statement does nothing but define a scalar or an index.
  package var isDefinition: Bool {
    switch self {
    case .define, .index: true
    case .loop, .store, .accumulate, .assign, .allocate, .select, .call, .team, .section: false
    }
  }

  /// What the scalar that this statement introduces starts as.
  package var definedValue: Expression? {
    if case .define(_, let value) = self { value } else { nil }
  }

  /// Whether this statement, or one inside it, introduces `scalar`.
  package func defines(_ scalar: Scalar) -> Bool {
    flattened.contains { $0.definedScalar == scalar }
  }
}

extension Expression {
  /// Whether an index in the expression mentions `symbol`.
  package func mentions(_ symbol: Symbol) -> Bool {
    loads.contains { load in load.indices.contains { $0.coefficient(of: symbol) != 0 } }
  }

  /// What is multiplied, the expression itself where it is no product.
  package var factors: [Expression] {
    if case .binary(.multiply, let left, let right) = self { return left.factors + right.factors }
    return [self]
  }
}

extension Loop {
  /// The loop that is all there is in this one, nil where there is anything else.
  package var onlyLoop: Loop? {
    guard body.count == 1, case .loop(let inner) = body[0] else { return nil }
    return inner
  }

  /// The loop that is all there is in this one and has the same bounds in all its iterations, so that both can be divided as one.
  package var rectangularLoop: Loop? {
    onlyLoop.flatMap { isCollapsible(with: $0) ? $0 : nil }
  }

  /// Whether the bounds of `inner` are the same in all iterations of this loop.
  package func isCollapsible(with inner: Loop) -> Bool {
    ([inner.lower] + inner.uppers).allSatisfy { $0.coefficient(of: variable) == 0 }
  }
}

extension Statement {
  /// The statements directly inside.
  public var children: [Statement] {
    switch self {
    case .loop(let loop): loop.body
    case .team(let body), .section(_, let body): body
    case .store, .accumulate, .define, .assign, .index, .allocate, .select, .call: []
    }
  }

  /// This statement and all inside it, outermost first.
  public var flattened: [Statement] { [self] + children.flatMap(\.flattened) }

  /// The stack buffer that this statement itself, not those inside it, declares.
  public var declaredBuffer: Buffer? {
    switch self {
    case .allocate(let buffer): buffer
    case .select(let selection): selection.buffer
    case .loop, .store, .accumulate, .define, .assign, .index, .call, .team, .section: nil
    }
  }

  /// The stack buffers declared by this statement and those inside it.
  public var stackBuffers: [Buffer] { flattened.compactMap(\.declaredBuffer) }

  /// The elements that this statement itself, not those inside it, writes.
  public var writes: [Access] {
    switch self {
    case .store(let target, _), .accumulate(let target, _): [target]
    case .call(let call): call.views.last.map { [Access($0.buffer, $0.origin)] } ?? []
    case .loop, .define, .assign, .index, .allocate, .select, .team, .section: []
    }
  }

  /// The elements that this statement itself, not those inside it, reads; those of a selection for each of its indices.
  public var reads: [Access] {
    switch self {
    case .store(_, let value), .define(_, let value), .assign(_, let value): value.loads
    case .accumulate(let target, let value): [target] + value.loads
    case .index(_, .load(let element, _)): [element]
    case .select(let selection): selection.condition.loads
    case .call(let call):
      (call.accumulates ? call.views : call.views.dropLast()).map { Access($0.buffer, $0.origin) }
    case .index, .loop, .allocate, .team, .section: []
    }
  }
}

extension Expression {
  /// The elements that the expression reads.
  public var loads: [Access] {
    switch self {
    case .load(let element): [element]
    case .constant, .scalar: []
    case .unary(_, let argument): argument.loads
    case .binary(_, let left, let right): left.loads + right.loads
    }
  }

  /// The scalars that the expression reads.
  public var scalars: Set<Scalar> {
    switch self {
    case .scalar(let name): [name]
    case .constant, .load: []
    case .unary(_, let argument): argument.scalars
    case .binary(_, let left, let right): left.scalars.union(right.scalars)
    }
  }
}

extension Statement {
  /// The statements directly inside.
  public var children: [Statement] {
    switch self {
    case .loop(let loop): loop.body
    case .team(let body), .section(_, let body): body
    case .store, .accumulate, .define, .assign, .index, .allocate, .call: []
    }
  }

  /// This statement and all inside it, outermost first.
  public var flattened: [Statement] { [self] + children.flatMap(\.flattened) }

  /// The stack buffers declared by this statement and those inside it.
  public var stackBuffers: [Buffer] {
    flattened.compactMap { statement in
      if case .allocate(let buffer) = statement { buffer } else { nil }
    }
  }

  /// The elements that this statement itself, not those inside it, writes.
  public var writes: [Access] {
    switch self {
    case .store(let target, _), .accumulate(let target, _): [target]
    case .call(let call): call.views.last.map { [Access($0.buffer, $0.origin)] } ?? []
    case .loop, .define, .assign, .index, .allocate, .team, .section: []
    }
  }

  /// The elements that this statement itself, not those inside it, reads.
  public var reads: [Access] {
    switch self {
    case .store(_, let value), .define(_, let value), .assign(_, let value): value.loads
    case .accumulate(let target, let value): [target] + value.loads
    case .index(_, .load(let element, _)): [element]
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
  public var scalars: Set<String> {
    switch self {
    case .scalar(let name): [name]
    case .constant, .load: []
    case .unary(_, let argument): argument.scalars
    case .binary(_, let left, let right): left.scalars.union(right.scalars)
    }
  }
}

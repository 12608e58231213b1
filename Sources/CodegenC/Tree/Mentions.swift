extension CExpression {
  /// All names that occur.
  var mentions: Set<String> {
    switch self {
    case .name(let name): [name]
    case .integer, .float: []
    case .prefix(_, let operand), .cast(_, let operand): operand.mentions
    case .binary(_, let left, let right), .element(let left, let right):
      left.mentions.union(right.mentions)
    case .conditional(let condition, let first, let second):
      condition.mentions.union(first.mentions).union(second.mentions)
    case .call(let function, let arguments):
      arguments.reduce([function]) { $0.union($1.mentions) }
    }
  }
}

extension CStatement {
  /// All names that are read, called or changed.
  var mentions: Set<String> {
    switch self {
    case .variable(let variable):
      if case .value(let value)? = variable.initializer { value.mentions } else { [] }
    case .assign(let target, _, let value): target.mentions.union(value.mentions)
    case .expression(let value), .returns(let value): value.mentions
    case .loop(let loop):
      loop.first.mentions.union(loop.limit.mentions).union(loop.body.mentions)
    case .block(let body): body.mentions
    case .pragma(.simd(let sums)): Set(sums)
    case .pragma, .comment, .blank: []
    }
  }
}

extension [CStatement] {
  /// All names that are read, called or changed.
  var mentions: Set<String> { reduce(into: []) { $0.formUnion($1.mentions) } }

  /// The statements without variables that nothing after them mentions.
  var withoutUnusedVariables: [CStatement] {
    var kept: [CStatement] = []
    var mentioned: Set<String> = []
    for statement in reversed() {
      if case .variable(let variable) = statement, !mentioned.contains(variable.name) { continue }
      kept.append(statement)
      mentioned.formUnion(statement.mentions)
    }
    return kept.reversed()
  }
}

/// Rewrites statements from the inside out by overriding what happens to names, indices and accesses.
public struct StatementRewriter {
  /// The new name of a loop variable, index scalar or size.
  public var symbol: (Symbol) -> Symbol
  /// The new name of a real scalar.
  public var scalar: (Scalar) -> Scalar
  /// The new name of a buffer.
  public var buffer: (BufferID) -> BufferID
  /// What becomes of an index expression whose symbols have their new names.
  public var index: (Affine) -> Affine
  /// What becomes of an element whose buffer and indices have been rewritten; views of calls are left as they are.
  public var element: (Access) -> Access
  /// What becomes of an expression whose parts have been rewritten.
  public var value: (Expression) -> Expression

  /// A rewriter that changes only what is given.
  public init(
    symbol: @escaping (Symbol) -> Symbol = { $0 },
    scalar: @escaping (Scalar) -> Scalar = { $0 },
    buffer: @escaping (BufferID) -> BufferID = { $0 },
    index: @escaping (Affine) -> Affine = { $0 },
    element: @escaping (Access) -> Access = { $0 },
    value: @escaping (Expression) -> Expression = { $0 }
  ) {
    self.symbol = symbol
    self.scalar = scalar
    self.buffer = buffer
    self.index = index
    self.element = element
    self.value = value
  }

  /// The statements rewritten, in order.
  public func statements(_ statements: [Statement]) -> [Statement] { statements.map(statement) }

  /// The statement rewritten.
  public func statement(_ statement: Statement) -> Statement {
    switch statement {
    case .loop(let loop): .loop(self.loop(loop))
    case .store(let target, let value): .store(access(target), expression(value))
    case .accumulate(let target, let value): .accumulate(access(target), expression(value))
    case .define(let name, let value): .define(scalar(name), expression(value))
    case .assign(let name, let value): .assign(scalar(name), expression(value))
    case .index(let name, let source): .index(symbol(name), self.source(source))
    case .allocate(let declared): .allocate(renamed(declared))
    case .select(let selection): .select(self.selection(selection))
    case .call(let call): .call(self.call(call))
    case .team(let body): .team(statements(body))
    case .section(let title, let body): .section(title, statements(body))
    }
  }

  private func loop(_ loop: Loop) -> Loop {
    let kind: LoopKind =
      switch loop.kind {
      case .simd(let sums): .simd(sums: sums.map(scalar))
      case .sequential, .parallel, .unrolled: loop.kind
      }
    return Loop(
      symbol(loop.variable), from: affine(loop.lower), to: loop.uppers.map(affine), by: loop.step,
      kind: kind, statements(loop.body))
  }

  private func source(_ source: IndexSource) -> IndexSource {
    switch source {
    case .load(let element, let below): .load(access(element), below: below)
    case .quotient(let value, let divisor): .quotient(affine(value), by: divisor)
    case .remainder(let value, let divisor): .remainder(affine(value), by: divisor)
    case .least(let values): .least(values.map(affine))
    }
  }

  private func call(_ call: Call) -> Call {
    Call(
      call.kernel, sizes: call.sizes.map { $0.map(affine) },
      views: call.views.map { View(buffer($0.buffer), $0.origin.map(affine), axes: $0.axes) },
      accumulates: call.accumulates)
  }

  private func selection(_ selection: Selection) -> Selection {
    Selection(
      buffer(selection.list), capacity: selection.capacity, count: symbol(selection.count),
      of: symbol(selection.variable), to: affine(selection.upper),
      where: expression(selection.condition))
  }

  private func renamed(_ declared: Buffer) -> Buffer {
    var result = declared
    result.name = buffer(declared.name)
    return result
  }

  /// The expression with its symbols renamed.
  public func affine(_ expression: Affine) -> Affine {
    index(
      Affine(
        expression.constant,
        expression.terms.map { Affine.Term(symbol($0.symbol), $0.coefficient) }))
  }

  /// The access rewritten.
  public func access(_ access: Access) -> Access {
    element(Access(buffer(access.buffer), access.indices.map(affine)))
  }

  /// The expression rewritten.
  public func expression(_ old: Expression) -> Expression {
    switch old {
    case .constant: value(old)
    case .load(let source): value(.load(access(source)))
    case .scalar(let name): value(.scalar(scalar(name)))
    case .unary(let function, let argument): value(.unary(function, expression(argument)))
    case .binary(let function, let left, let right):
      value(.binary(function, expression(left), expression(right)))
    }
  }
}

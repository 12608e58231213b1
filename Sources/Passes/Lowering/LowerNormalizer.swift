import IR

extension Lowering {
  /// Copies every head's channels and puts a 1 behind them.
  mutating func lowerAppendOne(_ operation: Operation) throws -> [Statement] {
    let (operand, value) = (operation.operands[0], operation.results[0].value)
    let extents = try type(operand).extents(tokens: blockTokens)
    let (heads, width) = (extents[1], extents[2])
    let source = try location(operand)
    let target = try place(value, named: "with_ones")
    let head = Affine.symbol("head")
    let copied = Statement.loop(
      Loop(
        "p", to: [Affine(width)],
        [
          .store(
            target.access(row: "t", channel: (width + 1) * head + "p"),
            .load(source.access(row: "t", channel: width * head + "p")))
        ]))
    let one = Statement.store(
      target.access(row: "t", channel: (width + 1) * head + Affine(width)), .constant(1))
    return [
      .section(
        "ones: a channel of ones behind the values of each head, whose scan sums the weights",
        [try forEachRow(operation, [.loop(Loop("head", to: [Affine(heads)], [copied, one]))])])
    ]
  }

  /// Divides every head's channels by its last one.
  mutating func lowerDivideByLast(
    _ operation: Operation, _ division: DivideByLast
  ) throws -> [Statement] {
    let (operand, value) = (operation.operands[0], operation.results[0].value)
    let extents = try type(operand).extents(tokens: blockTokens)
    let (heads, width) = (extents[1], extents[2] - 1)
    let source = try location(operand)
    let target = try place(value, named: "normalized")
    let head = Affine.symbol("head")
    let sum = Expression.load(
      source.access(row: "t", channel: (width + 1) * head + Affine(width)))
    let body: [Statement] = [
      .define("divisor", .binary(.add, sum, .constant(division.epsilon))),
      .loop(
        Loop(
          "p", to: [Affine(width)],
          [
            .store(
              target.access(row: "t", channel: width * head + "p"),
              .binary(
                .divide, .load(source.access(row: "t", channel: (width + 1) * head + "p")),
                .scalar("divisor")))
          ])),
    ]
    return [
      .section(
        "normalizer: each head's values over the sum of its weights",
        [try forEachRow(operation, [.loop(Loop("head", to: [Affine(heads)], body))])])
    ]
  }

  private func forEachRow(_ operation: Operation, _ body: [Statement]) throws -> Statement {
    .loop(Loop("t", to: [bound(try type(operation.operands[0]).shape[0])], body))
  }
}

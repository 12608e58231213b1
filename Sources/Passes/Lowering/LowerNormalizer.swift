import IR

extension Lowering {
  /// Copies every head's channels and puts a 1 behind them.
  mutating func lowerAppendOne(_ operation: Operation) throws -> [Statement] {
    let (heads, width) = try headsAndWidth(operation)
    let source = try location(operation.operands[0])
    let target = try place(operation.results[0].value, named: "with_ones")
    let head = Affine.symbol("head")
    return [
      try section(
        "ones: a channel of ones behind the values of each head, whose scan sums the weights"
      ) {
        try forEachRow(operation) {
          loop("head", count: heads) {
            loop("p", count: width) {
              target["t", (width + 1) * head + "p"].set(source["t", width * head + "p"])
            }
            target["t", (width + 1) * head + Affine(width)].set(1.0)
          }
        }
      }
    ]
  }

  /// Divides every head's channels by its last one.
  mutating func lowerDivideByLast(
    _ operation: Operation, _ division: DivideByLast
  ) throws -> [Statement] {
    let (heads, all) = try headsAndWidth(operation)
    let width = all - 1
    let source = try location(operation.operands[0])
    let target = try place(operation.results[0].value, named: "normalized")
    let (head, divisor) = (Affine.symbol("head"), Scalar("divisor"))
    return [
      try section("normalizer: each head's values over the sum of its weights") {
        try forEachRow(operation) {
          loop("head", count: heads) {
            divisor.define(source["t", all * head + Affine(width)] + division.epsilon)
            loop("p", count: width) {
              target["t", width * head + "p"].set(source["t", all * head + "p"] / divisor)
            }
          }
        }
      }
    ]
  }

  private func headsAndWidth(_ operation: Operation) throws -> (heads: Int, width: Int) {
    let extents = try type(operation.operands[0]).extents(tokens: segmentTokens)
    return (extents[1], extents[2])
  }

  private func forEachRow(
    _ operation: Operation, @LoopBody _ body: () -> [Statement]
  ) throws -> Statement {
    loop("t", to: bound(try type(operation.operands[0]).shape[0]), body)
  }
}

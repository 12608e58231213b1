import IR

extension RowLowering {
  /// The mean of a row, the mean of its squared differences from it, then its elements normalized.
  mutating func lower(_ norm: LayerNorm, _ operation: Operation) throws {
    let width = try shape(operation.operands[0])[0]
    let source = try lowering.location(operation.operands[0])
    let weight = try lowering.location(operation.operands[1])
    let bias = try lowering.location(operation.operands[2])
    let target = try target(operation.results[0].value)
    func overChannels(_ body: Statement...) -> Statement {
      .loop(Loop("c", to: [Affine(width)], body))
    }
    func mean(_ sum: String) -> Expression {
      .binary(.divide, .scalar(sum), .constant(Double(width)))
    }
    let element = Expression.load(source.access(row: "t", channel: "c"))
    let difference = Expression.binary(.subtract, element, .scalar("mean"))
    let square = Expression.binary(
      .multiply, .scalar("difference"), .scalar("difference"))
    let normed = Expression.binary(
      .multiply, .load(weight.element(["c"])),
      .binary(.multiply, difference, .scalar("scale")))
    body.append(
      .section(
        "layer_norm",
        [
          .define("total", .constant(0)),
          overChannels(.assign("total", .binary(.add, .scalar("total"), element))),
          .define("mean", mean("total")),
          .define("squares", .constant(0)),
          overChannels(
            .define("difference", difference),
            .assign("squares", .binary(.add, .scalar("squares"), square))),
          .define("scale", .unary(.rsqrt, .binary(.add, mean("squares"), .constant(norm.epsilon)))),
          overChannels(
            .store(
              target.access(row: "t", channel: "c"),
              .binary(.add, normed, .load(bias.element(["c"]))))),
        ]))
  }

  /// The operands' elements, one operand behind the other.
  mutating func lowerConcat(_ operation: Operation) throws {
    let parts = try operation.operands.map { try elements(of: $0) }
    let target = try target(operation.results[0].value)
    var first = 0
    for (operand, part) in zip(operation.operands, parts) {
      let start = Affine(first)
      body.append(part.storing { target.access(row: "t", channel: $0 + start) })
      first += try lowering.width(operand)
    }
  }
}

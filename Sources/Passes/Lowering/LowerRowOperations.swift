import IR

extension RowLowering {
  /// Each group's sum of squares, then its elements scaled.
  mutating func lower(_ norm: RMSNorm, _ operation: Operation) throws {
    let value = operation.results[0].value
    let part = try shape(value)[0] / norm.groups
    let channel: Affine = norm.groups == 1 ? "c" : part * Affine.symbol("group") + "c"
    let element = try lowering.location(operation.operands[0])["t", channel]
    let weight = try operation.operands.dropFirst().first.map {
      try lowering.location($0).element([channel])
    }
    let target = try target(value)["t", channel]
    let (squares, scale) = (Scalar("squares"), Scalar("scale"))
    let statements = [
      squares.define(0.0),
      loop("c", count: part) { squares.add(element * element) },
      scale.define(UnaryFunction.rsqrt(squares / Double(part) + norm.epsilon)),
      loop("c", count: part) {
        target.set(weight.map { $0 * (element * scale) } ?? element * scale)
      },
    ]
    body.append(
      norm.groups == 1
        ? .section("rms_norm", statements) : loop("group", count: norm.groups) { statements })
  }

  /// The mean of a row, the mean of its squared differences from it, then its elements normalized.
  mutating func lower(_ norm: LayerNorm, _ operation: Operation) throws {
    let width = try shape(operation.operands[0])[0]
    let element = try lowering.location(operation.operands[0])["t", "c"]
    let weight = try lowering.location(operation.operands[1]).element(["c"])
    let bias = try lowering.location(operation.operands[2]).element(["c"])
    let target = try target(operation.results[0].value)["t", "c"]
    let (total, mean, difference) = (Scalar("total"), Scalar("mean"), Scalar("difference"))
    let (squares, scale) = (Scalar("squares"), Scalar("scale"))
    body.append(
      section("layer_norm") {
        total.define(0.0)
        loop("c", count: width) { total.add(element) }
        mean.define(total / Double(width))
        squares.define(0.0)
        loop("c", count: width) {
          difference.define(element - mean)
          squares.add(difference * difference)
        }
        scale.define(UnaryFunction.rsqrt(squares / Double(width) + norm.epsilon))
        loop("c", count: width) { target.set(weight * ((element - mean) * scale) + bias) }
      })
  }

  /// The operands' elements, one operand behind the other.
  mutating func lowerConcat(_ operation: Operation) throws {
    let parts = try operation.operands.map { try elements(of: $0) }
    let target = try target(operation.results[0].value)
    var first = 0
    for (operand, part) in zip(operation.operands, parts) {
      let start = Affine(first)
      body.append(part.storing { target["t", $0 + start] })
      first += try lowering.width(operand)
    }
  }
}

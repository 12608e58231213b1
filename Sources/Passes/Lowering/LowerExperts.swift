import IR

extension Lowering {
  /// The products of the experts that some token has chosen, and of no others.
  mutating func lowerExperts(_ experts: Experts, _ operation: Operation) throws -> [Statement] {
    let operands = operation.operands
    let rows = try type(operands[0]).shape[0]
    let (up, down) = (
      try type(operands[2]).extents(tokens: 0), try type(operands[3]).extents(tokens: 0)
    )
    let isSingle = rows == .fixed(1)
    // One token has a row for each expert it may choose, many have one each, for one expert at a time.
    let innerRows = isSingle ? Extent.fixed(up[0]) : rows
    let gate = try operands.dropFirst(4).first.map { try expertWeights($0, operation) }
    let loops = ExpertLoops(
      activation: experts.activation, count: up[0], innerWidth: up[1], width: up[2],
      outputWidth: down[1], rows: bound(rows), capacity: capacity(rows),
      x: try location(operands[0]), gates: try location(operands[1]),
      up: try expertWeights(operands[2], operation),
      down: try expertWeights(operands[3], operation), gate: gate,
      y: try place(operation.results[0].value, named: "mixed"),
      inner: scratch("expert_inner", rows: innerRows, width: up[1]),
      gateInner: gate.map { _ in scratch("expert_gates", rows: innerRows, width: up[1]) },
      outputs: scratch("expert_outputs", rows: rows, width: down[1]))
    let widths = "[\(up[1])] from \(up[2]) channels, then [\(down[1])], added"
    if isSingle {
      let title =
        "experts: those of \(up[0]) that the token chose, all at once: \(widths) up in ascending order"
      return nest(.experts, loops.y, title, for: .one) { loops.ofOneToken }
    }
    let usage = scratch("usage", rows: 1, width: up[0])
    let inputs = scratch("expert_inputs", rows: rows, width: up[2])
    let title =
      "experts: those of \(up[0]) that some token chose, in ascending order: their tokens gathered, \(widths) to the tokens' rows"
    return nest(.experts, loops.y, title) { loops.ofManyTokens(usage: usage, inputs: inputs) }
  }

  /// The weights of the expert that the loops are at.
  private func expertWeights(_ value: Value, _ operation: Operation) throws -> Location {
    guard case .whole(let buffer, let prefix) = try location(value) else {
      throw unsupported(operation)
    }
    return .whole(buffer: buffer, prefix: prefix + ["expert"])
  }
}

/// The loops over experts.
private struct ExpertLoops {
  var activation: Activation
  /// Experts, and the widths of what they do.
  var count, innerWidth, width, outputWidth: Int
  /// The number of tokens, and the most there are.
  var rows: Affine
  var capacity: Int
  var x, gates: Location
  var up, down: Location
  var gate: Location?
  var y: Location
  var inner: Location
  var gateInner: Location?
  var outputs: Location

  private let weight = Scalar("gate")

  /// One token: the inner products of all its experts, then the outer ones.
  @LoopBody var ofOneToken: [Statement] {
    used(where: gates[0, "e"])
    loop("u", to: "experts") {
      expert("u")
      inward(from: x, at: "u", rows: 1)
    }
    loop("o", count: outputWidth) { y[0, "o"].set(0.0) }
    loop("v", to: "experts") {
      expert("v")
      weight.define(gates[0, "expert"])
      outward(from: inner.moved(by: "v"), rows: 1)
      loop("a", count: outputWidth) { y[0, "a"].add(weight * outputs[0, "a"]) }
    }
  }

  /// Many tokens: expert by expert, the rows of its tokens side by side.
  @LoopBody func ofManyTokens(usage: Location, inputs: Location) -> [Statement] {
    let (sum, gate) = (Scalar("weight"), gates["t", "e"])
    loop("t", to: rows) { loop("c", count: outputWidth) { y["t", "c"].set(0.0) } }
    loop("e", count: count) {
      sum.define(0.0)
      loop("t", to: rows) { sum.add(maximum(gate, UnaryFunction.negate(gate))) }
      usage[0, "e"].set(sum)
    }
    used(where: usage[0, "e"])
    loop("u", to: "experts") {
      expert("u")
      Statement.select(
        Selection(
          "tokens", capacity: capacity, count: "rows", of: "t", to: rows,
          where: .load(gates["t", "expert"])))
      loop("source", to: "rows") {
        token("source")
        loop("c", count: width) { inputs["source", "c"].set(x["token", "c"]) }
      }
      inward(from: inputs, at: 0, rows: "rows")
      outward(from: inner, rows: "rows")
      loop("target", to: "rows") {
        token("target")
        weight.define(gates["token", "expert"])
        loop("a", count: outputWidth) { y["token", "a"].add(weight * outputs["target", "a"]) }
      }
    }
  }

  /// The list of experts for which `condition` is not zero.
  private func used(where condition: Access) -> Statement {
    .select(
      Selection(
        "used", capacity: count, count: "experts", of: "e", to: Affine(count),
        where: .load(condition)))
  }

  private func expert(_ index: Affine) -> Statement {
    .index("expert", .load(Access("used", [index]), below: count))
  }

  private func token(_ index: Affine) -> Statement {
    .index("token", .load(Access("tokens", [index]), below: capacity))
  }

  /// The first products and the activation, for rows of `source`, into rows of `inner` from `first` on.
  @LoopBody private func inward(
    from source: Location, at first: Affine, rows: Affine
  ) -> [Statement] {
    let (inner, gateInner) = (inner.moved(by: first), gateInner?.moved(by: first))
    let element = inner["i", "j"]
    product("row", "column", source, up, inner, rows, innerWidth, width)
    if let gate, let gateInner {
      product("gate_row", "gate_column", source, gate, gateInner, rows, innerWidth, width)
    }
    loop("i", to: rows) {
      loop("j", count: innerWidth) {
        element.set(
          gateInner.map { activation.function($0["i", "j"]) * element }
            ?? activation.function(element))
      }
    }
  }

  /// The last product, for rows of `source`.
  private func outward(from source: Location, rows: Affine) -> Statement {
    product("out_row", "out_column", source, down, outputs, rows, outputWidth, innerWidth)
  }

  /// `y = x Wᵀ` for some rows.
  private func product(
    _ row: Symbol, _ column: Symbol, _ x: Location, _ weight: Location, _ y: Location,
    _ rows: Affine, _ columns: Int, _ depth: Int
  ) -> Statement {
    let (row_, column_) = (Affine.symbol(row), Affine.symbol(column))
    return loop(row, to: rows) {
      loop(column, count: columns) {
        y[row_, column_].set(0.0)
        loop("k", count: depth) { y[row_, column_].add(x[row_, "k"] * weight[column_, "k"]) }
      }
    }
  }
}

extension Location {
  /// The rows from `row` on; only rows move.
  fileprivate func moved(by row: Affine) -> Location {
    guard case .rows(let buffer, let first, let channel) = self else { return self }
    return .rows(buffer: buffer, row: first + row, channel: channel)
  }
}

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
    let loops = ExpertLoops(
      activation: experts.activation, count: up[0], innerWidth: up[1], width: up[2],
      outputWidth: down[1], rows: bound(rows), capacity: capacity(rows),
      tile: Self.tileColumns(rows: rows), lowering: self,
      x: try location(operands[0]), gates: try location(operands[1]),
      up: try expertWeights(operands[2], operation),
      down: try expertWeights(operands[3], operation),
      gate: operands.count == 5 ? try expertWeights(operands[4], operation) : nil,
      y: try place(operation.results[0].value, named: "mixed"),
      inner: scratch("expert_inner", rows: innerRows, width: up[1]),
      gateInner: operands.count == 5
        ? scratch("expert_gates", rows: innerRows, width: up[1]) : nil,
      outputs: scratch("expert_outputs", rows: rows, width: down[1]))
    if isSingle {
      let title =
        "experts: those of \(up[0]) that the token chose, all at once: [\(up[1])] from \(up[2]) channels, then [\(down[1])], "
        + "added up in ascending order"
      return [.section(Section(title), loops.ofOneToken())]
    }
    let usage = scratch("usage", rows: 1, width: up[0])
    let inputs = scratch("expert_inputs", rows: rows, width: up[2])
    let title =
      "experts: those of \(up[0]) that some token chose, in ascending order: their tokens gathered, [\(up[1])] from "
      + "\(up[2]) channels, then [\(down[1])], added to the tokens' rows"
    return [.section(Section(title), loops.ofManyTokens(usage: usage, inputs: inputs))]
  }

  /// The weights of the expert that the loops are at.
  private func expertWeights(_ value: Value, _ operation: Operation) throws -> Location {
    switch try location(value) {
    case .whole(let buffer, let prefix): .whole(buffer: buffer, prefix: prefix + ["expert"])
    case .rows, .tail: throw unsupported(operation)
    }
  }
}

/// The loops over experts.
///
/// Each product is cut into tiles of columns, which threads can share out; what belongs to a tile of columns is done with it, so
/// that an expert takes few barriers.
private struct ExpertLoops {
  var activation: Activation
  /// Experts, and the widths of what they do.
  var count, innerWidth, width, outputWidth: Int
  /// The number of tokens, and the most there are.
  var rows: Affine
  var capacity: Int
  /// Columns in a tile.
  var tile: Int
  var lowering: Lowering
  var x, gates: Location
  var up, down: Location
  var gate: Location?
  var y: Location
  var inner: Location
  var gateInner: Location?
  var outputs: Location

  private static let list = "used"

  /// One token: all its experts in one loop over tiles for each of the two products.
  func ofOneToken() -> [Statement] {
    [
      .select(
        Selection(
          Self.list, capacity: count, count: "experts", of: "e", to: Affine(count),
          where: .load(gates[0, "e"]))),
      tiles(of: up, innerWidth, width) { product in
        [overExperts(inward(product, from: x, at: "u", rows: 1))]
      },
      tiles(of: down, outputWidth, innerWidth) { product in
        let columns = y[0, product.first + "j"]
        return [
          .loop(Loop("j", to: product.columns, [.store(columns, .constant(0))])),
          overExperts(
            product.statements(inner.moved(by: "u"), down, outputs, rows: 1)
              + added(product, row: 0, token: 0)),
        ]
      },
    ]
  }

  /// Many tokens: expert by expert, the rows of its tokens side by side.
  func ofManyTokens(usage: Location, inputs: Location) -> [Statement] {
    let used = usage[0, "e"]
    let weight = Expression.load(gates["t", "e"])
    let magnitude = Expression.binary(.maximum, weight, .unary(.negate, weight))
    let output = y["t", "c"]
    let tokens = Selection(
      "tokens", capacity: capacity, count: "rows", of: "t", to: rows,
      where: .load(gates["t", "expert"]))
    let gathered = Statement.store(
      inputs["k", "c"], .load(x["token", "c"]))
    return [
      .loop(
        Loop(
          "t", to: [rows],
          [.loop(Loop("c", to: [Affine(outputWidth)], [.store(output, .constant(0))]))])),
      .loop(
        Loop(
          "e", to: [Affine(count)],
          [
            .define("weight", .constant(0)),
            .loop(
              Loop(
                "t", to: [rows],
                [.assign("weight", .binary(.add, .scalar("weight"), magnitude))])),
            .store(used, .scalar("weight")),
          ])),
      .select(
        Selection(
          Self.list, capacity: count, count: "experts", of: "e", to: Affine(count),
          where: .load(used))),
      overExperts([
        .select(tokens),
        overTokens([.loop(Loop("c", to: [Affine(width)], [gathered]))]),
        tiles(of: up, innerWidth, width) { inward($0, from: inputs, at: 0, rows: "rows") },
        tiles(of: down, outputWidth, innerWidth) { product in
          product.statements(inner, down, outputs, rows: "rows")
            + [overTokens(added(product, row: "k", token: "token"))]
        },
      ]),
    ]
  }

  private func overExperts(_ body: [Statement]) -> Statement {
    let expert = Statement.index("expert", .load(Access(Self.list, ["u"]), below: count))
    return .loop(Loop("u", to: ["experts"], [expert] + body))
  }

  private func overTokens(_ body: [Statement]) -> Statement {
    let token = Statement.index("token", .load(Access("tokens", ["k"]), below: capacity))
    return .loop(Loop("k", to: ["rows"], [token] + body))
  }

  /// What is done with the columns of one tile of a product.
  private struct Tile {
    var lowering: Lowering
    var width, depth, size: Int
    /// The first column, and the number of columns.
    var first: Affine
    var columns: [Affine]

    func statements(
      _ x: Location, _ weight: Location, _ y: Location, rows: Affine
    ) -> [Statement] {
      lowering.product(x, weight, y, rows: rows, columns: width, inner: depth, tile: size)
        .call.inlined(suffix: "_")
    }
  }

  /// The loop over the tiles of a product with `weight`.
  private func tiles(
    of weight: Location, _ width: Int, _ depth: Int, _ body: (Tile) -> [Statement]
  ) -> Statement {
    let product = lowering.product(
      x, weight, y, rows: 1, columns: width, inner: depth, tile: tile)
    let part = Tile(
      lowering: lowering, width: width, depth: depth, size: tile, first: product.first,
      columns: product.call.sizes[1])
    return .loop(Loop("tile", to: [Affine(product.count)], by: product.step, body(part)))
  }

  /// The first product and the activation, for rows of `source`, into rows of `inner` from `first` on.
  private func inward(
    _ product: Tile, from source: Location, at first: Affine, rows: Affine
  ) -> [Statement] {
    let inner = inner.moved(by: first)
    let gateInner = gateInner?.moved(by: first)
    let channel = product.first + "j"
    let element = inner["k", channel]
    var statements = product.statements(source, up, inner, rows: rows)
    var value = Expression.unary(activation.function, .load(element))
    if let gate, let gateInner {
      statements += product.statements(source, gate, gateInner, rows: rows)
      let gated = Expression.load(gateInner["k", channel])
      value = .binary(.multiply, .unary(activation.function, gated), .load(element))
    }
    let activated = Loop("j", to: product.columns, [.store(element, value)])
    return statements + [.loop(Loop("k", to: [rows], [.loop(activated)]))]
  }

  /// Adds the columns of row `row` of the outputs to those of `token`, times its gate.
  private func added(_ product: Tile, row: Affine, token: Affine) -> [Statement] {
    let channel = product.first + "j"
    let term = Expression.binary(
      .multiply, .scalar("gate"), .load(outputs[row, channel]))
    return [
      .define("gate", .load(gates[token, "expert"])),
      .loop(
        Loop(
          "j", to: product.columns, [.accumulate(y[token, channel], term)])),
    ]
  }
}

extension Location {
  /// The rows from `row` on; only rows move.
  fileprivate func moved(by row: Affine) -> Location {
    guard case .rows(let buffer, let first, let channel) = self else { return self }
    return .rows(buffer: buffer, row: first + row, channel: channel)
  }
}

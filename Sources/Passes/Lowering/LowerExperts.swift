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
      tile: try tiles.experts(for: isSingle ? .one : .many), lowering: self,
      x: try location(operands[0]), gates: try location(operands[1]),
      up: try expertWeights(operands[2], operation),
      down: try expertWeights(operands[3], operation), gate: gate,
      y: try place(operation.results[0].value, named: "mixed"),
      inner: scratch("expert_inner", rows: innerRows, width: up[1]),
      gateInner: gate.map { _ in scratch("expert_gates", rows: innerRows, width: up[1]) },
      outputs: scratch("expert_outputs", rows: rows, width: down[1]))
    let widths =
      "[\(up[1])] from \(up[2]) channels, then [\(down[1])], tiles of \(loops.tile) columns, added"
    if isSingle {
      return [
        section(
          "experts: those of \(up[0]) that the token chose, all at once: \(widths) up in ascending order"
        ) { loops.ofOneToken }
      ]
    }
    let usage = scratch("usage", rows: 1, width: up[0])
    let inputs = scratch("expert_inputs", rows: rows, width: up[2])
    return [
      section(
        "experts: those of \(up[0]) that some token chose, in ascending order: their tokens gathered, \(widths) to the tokens' rows"
      ) { loops.ofManyTokens(usage: usage, inputs: inputs) }
    ]
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

  private static let list: BufferID = "used"

  /// One token: all its experts in one loop over tiles for each of the two products.
  @LoopBody var ofOneToken: [Statement] {
    used(where: gates[0, "e"])
    tiles(of: up, innerWidth, width) { product in
      overExperts { inward(product, from: x, at: "u", rows: 1) }
    }
    tiles(of: down, outputWidth, innerWidth) { product in
      loop("j", to: product.columns) { y[0, product.first + "j"].set(0.0) }
      overExperts {
        product.statements(inner.moved(by: "u"), down, outputs, rows: 1)
        added(product, row: 0, token: 0)
      }
    }
  }

  /// Many tokens: expert by expert, the rows of its tokens side by side.
  @LoopBody func ofManyTokens(usage: Location, inputs: Location) -> [Statement] {
    let (weight, gate) = (Scalar("weight"), gates["t", "e"])
    loop("t", to: rows) { loop("c", count: outputWidth) { y["t", "c"].set(0.0) } }
    loop("e", count: count) {
      weight.define(0.0)
      loop("t", to: rows) { weight.add(maximum(gate, UnaryFunction.negate(gate))) }
      usage[0, "e"].set(weight)
    }
    used(where: usage[0, "e"])
    overExperts {
      Statement.select(
        Selection(
          "tokens", capacity: capacity, count: "rows", of: "t", to: rows,
          where: .load(gates["t", "expert"])))
      overTokens { loop("c", count: width) { inputs["k", "c"].set(x["token", "c"]) } }
      tiles(of: up, innerWidth, width) { inward($0, from: inputs, at: 0, rows: "rows") }
      tiles(of: down, outputWidth, innerWidth) { product in
        product.statements(inner, down, outputs, rows: "rows")
        overTokens { added(product, row: "k", token: "token") }
      }
    }
  }

  /// The list of experts for which `condition` is not zero.
  private func used(where condition: Access) -> Statement {
    .select(
      Selection(
        Self.list, capacity: count, count: "experts", of: "e", to: Affine(count),
        where: .load(condition)))
  }

  private func overExperts(@LoopBody _ body: () -> [Statement]) -> Statement {
    loop("u", to: "experts") {
      Statement.index("expert", .load(Access(Self.list, ["u"]), below: count))
      body()
    }
  }

  private func overTokens(@LoopBody _ body: () -> [Statement]) -> Statement {
    loop("k", to: "rows") {
      Statement.index("token", .load(Access("tokens", ["k"]), below: capacity))
      body()
    }
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
    of weight: Location, _ width: Int, _ depth: Int, @LoopBody _ body: (Tile) -> [Statement]
  ) -> Statement {
    let product = lowering.product(
      x, weight, y, rows: 1, columns: width, inner: depth, tile: tile)
    let part = Tile(
      lowering: lowering, width: width, depth: depth, size: tile, first: product.first,
      columns: product.call.sizes[1])
    return loop("tile", to: Affine(product.count), by: product.step) { body(part) }
  }

  /// The first product and the activation, for rows of `source`, into rows of `inner` from `first` on.
  @LoopBody private func inward(
    _ product: Tile, from source: Location, at first: Affine, rows: Affine
  ) -> [Statement] {
    let (inner, gateInner) = (inner.moved(by: first), gateInner?.moved(by: first))
    let channel = product.first + "j"
    let element = inner["k", channel]
    product.statements(source, up, inner, rows: rows)
    if let gate, let gateInner { product.statements(source, gate, gateInner, rows: rows) }
    loop("k", to: rows) {
      loop("j", to: product.columns) {
        element.set(
          gateInner.map { activation.function($0["k", channel]) * element }
            ?? activation.function(element))
      }
    }
  }

  /// Adds the columns of row `row` of the outputs to those of `token`, times its gate.
  @LoopBody private func added(_ product: Tile, row: Affine, token: Affine) -> [Statement] {
    let (gate, channel) = (Scalar("gate"), product.first + "j")
    gate.define(gates[token, "expert"])
    loop("j", to: product.columns) { y[token, channel].add(gate * outputs[row, channel]) }
  }
}

extension Location {
  /// The rows from `row` on; only rows move.
  fileprivate func moved(by row: Affine) -> Location {
    guard case .rows(let buffer, let first, let channel) = self else { return self }
    return .rows(buffer: buffer, row: first + row, channel: channel)
  }
}

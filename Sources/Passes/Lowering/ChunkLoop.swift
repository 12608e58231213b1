import IR

/// The body of the fused loop over the chunks of one head.
///
/// With cs the running sum of decay logs in the chunk: `y = (exp(cs_t − cs_s) ∘ S) x + exp(cs_t) C h`, then
/// `h ← exp(cs_end) h + Bᵀ (exp(cs_end − cs_s) x)`. Differences of logs are at most 0 by their order; clamping them
/// there keeps rounding from ever making a decay grow.
///
/// After a token that forgets almost everything the running sum is large, and what later tokens add to it would be lost
/// in its rounding: so each sum is kept as a rounded number and the rest that it lost (Knuth's two-sum).
///
/// Where decays are constant, `exp(cs_t − cs_s)` is a power that was computed when compiling, γ^(t − s).
struct ChunkLoop {
  var chunk, tile: Int
  var extents: Lowering.ScanExtents
  var scores, b, c, x, y: Location
  /// Where all are 1, there are no sums of logs, and nothing is scaled.
  var decays: Lowering.Decays
  var sums, rests, weights, decayed, kept: Buffer

  /// The loops of one chunk of a head: its rows' outputs, then what becomes of the state.
  func body(head: Affine, group: Affine, _ state: Location) -> [Statement] {
    preparation(head)
      + [.loop(Loop("i0", to: rest, by: tile, outputs(head, group, state)))]
      + decayState(head, state)
      + [.loop(Loop("i0", to: rest, by: tile, update(head, group, state)))]
  }

  /// What is known of the chunk before its rows: running sums of logs, or how many rows there are.
  private func preparation(_ head: Affine) -> [Statement] {
    switch decays {
    case .none: []
    case .logs(let logs): runningSums(logs, head)
    case .powers: [.index("count", .least([Affine(chunk), extents.rows - "t0"]))]
    }
  }

  /// Bounds of the rows of the chunk.
  private var rest: [Affine] {
    if case .powers = decays { return ["count"] }
    return [Affine(chunk), extents.rows - "t0"]
  }

  /// Rows of the current tile: the chunk may end inside it, and so may the sequence.
  private var tileRows: [Affine] {
    if case .powers = decays { return [Affine(tile), Affine.symbol("count") - "i0"] }
    return [Affine(tile)] + (chunk % tile == 0 ? [] : [Affine(chunk) - "i0"])
      + [extents.rows - "t0" - "i0"]
  }

  /// The rows from the chunk's first up to where columns of the tile end that some row can see.
  private var visible: [Affine] {
    if case .powers = decays { return ["i0" + Affine(tile), "count"] }
    return ["i0" + Affine(tile)] + (chunk % tile == 0 ? [extents.rows - "t0"] : rest)
  }

  /// Whether anything decays.
  private var isDecaying: Bool {
    if case .none = decays { return false }
    return true
  }

  /// What scales the weight of row `i`'s column `j`, nil for nothing; `later` are the sums of the row.
  private func decay(from column: Affine, to row: Affine, _ later: Sum, _ head: Affine)
    -> Expression?
  {
    switch decays {
    case .none: nil
    case .logs: decay(later, sum(column))
    case .powers(let powers): .load(powers.element([head, row - column]))
    }
  }

  /// The decay of `count` tokens whose logs have the sum `logs`.
  private func decay(of count: Affine, _ logs: Sum, _ head: Affine) -> Expression {
    if case .powers(let powers) = decays { return .load(powers.element([head, count])) }
    return decay(logs)
  }

  /// A sum of logs: what it rounds to, and the rest.
  private typealias Sum = (rounded: Expression, rest: Expression)

  private func sum(_ index: Affine) -> Sum {
    (.load(Access(sums.name, [index])), .load(Access(rests.name, [index])))
  }

  /// The sum over the whole chunk, behind `runningSums`.
  private var total: Sum { (.scalar("total"), .scalar("rest")) }

  private func decay(_ sum: Sum) -> Expression {
    .unary(.exp, .binary(.add, sum.rounded, sum.rest))
  }

  /// exp of a difference of logs that is never positive.
  private func decay(_ later: Sum, _ earlier: Sum) -> Expression {
    let difference = Expression.binary(
      .add, .binary(.subtract, later.rounded, earlier.rounded),
      .binary(.subtract, later.rest, earlier.rest))
    return .unary(.exp, .binary(.minimum, difference, .constant(0)))
  }

  private func runningSums(_ logs: Location, _ head: Affine) -> [Statement] {
    let sum = Statement.loop(
      Loop(
        "i", to: rest,
        [
          .define("log", .load(logs.access(row: "t0" + "i", channel: head))),
          .define("next", .binary(.add, .scalar("total"), .scalar("log"))),
          .define("gained", .binary(.subtract, .scalar("next"), .scalar("total"))),
          .define("before", .binary(.subtract, .scalar("next"), .scalar("gained"))),
          .assign(
            "rest",
            .binary(
              .add, .scalar("rest"),
              .binary(
                .add, .binary(.subtract, .scalar("total"), .scalar("before")),
                .binary(.subtract, .scalar("log"), .scalar("gained"))))),
          .assign("total", .scalar("next")),
          .store(Access(sums.name, ["i"]), .scalar("total")),
          .store(Access(rests.name, ["i"]), .scalar("rest")),
        ]))
    return [
      .allocate(sums), .allocate(rests), .define("total", .constant(0)),
      .define("rest", .constant(0)), sum,
    ]
  }

  /// The rows `i0 ..< i0 + tile` of the chunk's output.
  private func outputs(_ head: Affine, _ group: Affine, _ state: Location) -> [Statement] {
    let row = Affine.symbol("i0") + "i"
    let first = Affine.symbol("t0") + "i0"
    let weight = Access(weights.name, ["i", "j"])
    let channel = extents.width * head
    let score = Expression.load(scores.access(row: "t0" + row, channel: chunk * group + "j"))
    let seen =
      decay(from: "j", to: row, (.scalar("later"), .scalar("later_rest")), head).map {
        Expression.binary(.multiply, $0, score)
      } ?? score
    var later: [Statement] = []
    if case .logs = decays {
      later = [.define("later", sum(row).rounded), .define("later_rest", sum(row).rest)]
    }
    let masked = Statement.loop(
      Loop(
        "i", to: tileRows,
        later + [
          .loop(Loop("j", to: [row + 1], [.store(weight, seen)])),
          .loop(Loop("j", from: row + 1, to: visible, [.store(weight, .constant(0))])),
        ]))
    let inside = Call(
      .gemm, sizes: [tileRows, [Affine(extents.width)], visible],
      views: [
        View(weights.name, [0, 0], axes: [0, 1]), x.view(row: "t0", channel: channel),
        y.view(row: first, channel: channel),
      ])
    let past = Statement.loop(
      Loop(
        "i", to: tileRows,
        [
          .define("decay", decay(of: row + 1, sum(row), head)),
          .loop(
            Loop(
              "s", to: [Affine(extents.state)],
              [
                .store(
                  Access(decayed.name, ["i", "s"]),
                  .binary(
                    .multiply, .scalar("decay"),
                    .load(c.access(row: "t0" + row, channel: extents.state * group + "s"))))
              ])),
        ]))
    let between = Call(
      .gemm, sizes: [tileRows, [Affine(extents.width)], [Affine(extents.state)]],
      views: [
        isDecaying
          ? View(decayed.name, [0, 0], axes: [0, 1])
          : c.view(row: first, channel: extents.state * group),
        stateView(state, head), y.view(row: first, channel: channel),
      ], accumulates: true)
    return [.allocate(weights), masked] + inside.inlined(suffix: "_w")
      + (isDecaying ? [.allocate(decayed), past] : []) + between.inlined(suffix: "_c")
  }

  private func stateView(_ state: Location, _ head: Affine) -> View {
    let origin = state.element([head, 0, 0])
    let rank = origin.indices.count
    return View(origin.buffer, origin.indices, axes: [rank - 2, rank - 1])
  }

  private func decayState(_ head: Affine, _ state: Location) -> [Statement] {
    guard isDecaying else { return [] }
    let cell = state.element([head, "s", "p"])
    return [
      .define("chunk_decay", decay(of: "count", total, head)),
      .loop(
        Loop(
          "s", to: [Affine(extents.state)],
          [
            .loop(
              Loop(
                "p", to: [Affine(extents.width)],
                [.store(cell, .binary(.multiply, .scalar("chunk_decay"), .load(cell)))]))
          ])),
    ]
  }

  /// What the tile's tokens add to the state.
  private func update(_ head: Affine, _ group: Affine, _ state: Location) -> [Statement] {
    let row = Affine.symbol("i0") + "i"
    let channel = extents.width * head
    let left: Expression
    if case .powers(let powers) = decays {
      left = .load(powers.element([head, Affine.symbol("count") - 1 - row]))
    } else {
      left = decay(total, sum(row))
    }
    let scaled = Statement.loop(
      Loop(
        "i", to: tileRows,
        [
          .define("left", left),
          .loop(
            Loop(
              "p", to: [Affine(extents.width)],
              [
                .store(
                  Access(kept.name, ["i", "p"]),
                  .binary(
                    .multiply, .scalar("left"),
                    .load(x.access(row: "t0" + row, channel: channel + "p"))))
              ])),
        ]))
    let factors = b.view(row: "t0" + "i0", channel: extents.state * group)
    let added = Call(
      .gemm, sizes: [[Affine(extents.state)], [Affine(extents.width)], tileRows],
      views: [
        View(factors.buffer, factors.origin, axes: factors.axes.reversed()),
        isDecaying
          ? View(kept.name, [0, 0], axes: [0, 1]) : x.view(row: "t0" + "i0", channel: channel),
        stateView(state, head),
      ], accumulates: true)
    return (isDecaying ? [.allocate(kept), scaled] : []) + added.inlined(suffix: "_b")
  }
}

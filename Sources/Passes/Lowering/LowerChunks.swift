import IR

extension Lowering {
  /// Rows of a chunk that are worked on together, so that their weights stay in the first-level cache, and that a stack
  /// buffer of `width` columns has room for.
  static func tileRows(chunk: Int, width: Int) -> Int {
    let room = max(1, Buffer.stackLimit / width)
    return min(64, chunk, 1 << (Int.bitWidth - 1 - room.leadingZeroBitCount))
  }

  /// `S = C Bᵀ` inside each chunk, once per group; only tiles that touch the triangle on and below the diagonal.
  mutating func lowerScores(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let (c, b) = (try location(operation.operands[0]), try location(operation.operands[1]))
    let factors = try type(operation.operands[0])
    let (groups, state) = (factors.extents(tokens: 1)[1], factors.extents(tokens: 1)[2])
    let rows = bound(factors.shape[0])
    let scores = try place(operation.results[0].value, named: "scores")
    let tile = Self.tileRows(chunk: chunk, width: state)
    let transposed = Buffer(fresh("b_transposed"), .f32, [state, tile], .stack)
    let first = Affine.symbol("t0") + "j0"
    let factor = state * Affine.symbol("group")
    // Columns of the tile, and rows from the tile's first column to the end of the chunk.
    let columns =
      [Affine(tile)] + (chunk % tile == 0 ? [] : [Affine(chunk) - "j0"]) + [rows - first]
    let below = [Affine(chunk) - "j0", rows - first]
    let product = Call(
      .gemm, sizes: [below, columns, [Affine(state)]],
      views: [
        c.view(row: first, channel: factor), View(transposed.name, [0, 0], axes: [0, 1]),
        scores.view(row: first, channel: chunk * Affine.symbol("group") + "j0"),
      ])
    let copy = Statement.loop(
      Loop(
        "s", to: [Affine(state)],
        [
          .loop(
            Loop(
              "j", to: columns,
              [
                .store(
                  Access(transposed.name, ["s", "j"]),
                  .load(b.access(row: first + "j", channel: factor + "s")))
              ]))
        ]))
    let tiles = Statement.loop(
      Loop(
        "j0", to: [Affine(chunk), rows - "t0"], by: tile,
        [.allocate(transposed), copy] + product.inlined(suffix: "_")))
    let loops = Statement.loop(
      Loop("t0", to: [rows], by: chunk, [.loop(Loop("group", to: [Affine(groups)], [tiles]))]))
    return [
      .section(
        "scores: C Bᵀ inside chunks of \(chunk) tokens, \(groups == 1 ? "shared by all heads" : "for each of \(groups) groups")",
        [loops])
    ]
  }

  /// One loop over chunks per head: quadratic part, contribution of the past, state update; the state stays in cache.
  mutating func lowerFused(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let extents = try scanExtents(b: operands[2], x: operands[4])
    let tile = Self.tileRows(chunk: chunk, width: max(extents.state, extents.width))
    let loop = ChunkLoop(
      chunk: chunk, tile: tile, extents: extents,
      scores: try location(operands[0]), b: try location(operands[2]),
      c: try location(operands[3]), x: try location(operands[4]),
      y: try place(operation.results[0].value, named: "scanned"),
      decays: try decays(logs: operands[1], powers: operands.dropFirst(6).first),
      sums: Buffer(fresh("sums"), .f32, [chunk], .stack),
      rests: Buffer(fresh("rests"), .f32, [chunk], .stack),
      weights: Buffer(fresh("masked_scores"), .f32, [tile, chunk], .stack),
      decayed: Buffer(fresh("decayed"), .f32, [tile, extents.state], .stack),
      kept: Buffer(fresh("kept"), .f32, [tile, extents.width], .stack))
    let (state, preparation) = try workingState(
      initial: operands[5], final: operation.results[1].value,
      extents: [extents.heads, extents.state, extents.width])
    let loops = forEachHead(extents) { head, group in
      [
        .loop(
          Loop("t0", to: [extents.rows], by: chunk, loop.body(head: head, group: group, state)))
      ]
    }
    let title =
      "scan: \(extents.heads) heads, each through its chunks of \(chunk) tokens in order: the quadratic part inside the "
      + "chunk, what the state adds, and the state passed on, which is [\(extents.state), \(extents.width)] and stays in cache"
    return preparation + [.section(title, loops)]
  }
}

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
private struct ChunkLoop {
  var chunk, tile: Int
  var extents: Lowering.ScanExtents
  var scores, b, c, x, y: Location
  /// Where all are 1, there are no sums of logs, and nothing is scaled.
  var decays: Lowering.Decays
  var sums, rests, weights, decayed, kept: Buffer

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

import IR

/// The attention of one head for one tile of queries, from `t0` on.
///
/// Scores lie with queries side by side, so that all that is done to each query runs along vector lanes, and keys are read
/// as they lie.
struct AttentionTile {
  var heads: AttentionHeads
  /// The number of queries in the call.
  var tokens: Affine
  /// `[depth, tile]`, scaled.
  var queries: Buffer
  /// `[tile, tile]`, a row for every key.
  var scores: Buffer
  /// Of each query: the greatest score so far, that with the next keys, what is kept of sums when it changes, and the sum
  /// of weights.
  var greatest, most, kept, sums: Buffer

  /// Some keys: the first, how many, and whether they are those of the tile's own tokens.
  private struct Keys {
    var first: Affine
    var count: [Affine]
    var areOwn: Bool

    /// The first query that sees key `j`.
    var firstQuery: Affine { areOwn ? "j" : 0 }
  }

  /// Queries of the tile: the call may end inside it.
  private var rows: [Affine] { [Affine(heads.tile), tokens - "t0"] }

  /// A tile sees all keys before it, and of its own only a triangle.
  var body: [Statement] {
    let before = Affine.symbol(Lowering.past) + "t0"
    let earlier = Keys(first: "s0", count: [Affine(heads.tile), before - "s0"], areOwn: false)
    return heads.grouping + [queries, scores, greatest, most, kept, sums].map { .allocate($0) }
      + start + [.loop(Loop("s0", to: [before], by: heads.tile, weigh(earlier)))]
      + weigh(Keys(first: before, count: rows, areOwn: true)) + [end]
  }

  private func element(_ buffer: Buffer) -> Access { Access(buffer.name, ["i"]) }
  private func value(_ buffer: Buffer) -> Expression { .load(element(buffer)) }
  private var score: Access { Access(scores.name, ["j", "i"]) }

  private func forQueries(from first: Affine = 0, _ statements: [Statement]) -> Statement {
    .loop(Loop("i", from: first, to: rows, statements))
  }

  private var start: [Statement] {
    let scaled = Expression.binary(
      .multiply, .constant(heads.scale), .load(heads.query("t0" + "i", "p")))
    return [
      .loop(
        Loop(
          "p", to: [Affine(heads.depth)],
          [forQueries([.store(Access(queries.name, ["p", "i"]), scaled)])])),
      forQueries([
        .store(element(greatest), .constant(-.infinity)), .store(element(sums), .constant(0)),
      ]),
      forQueries([heads.forOutputs("t0" + "i", .constant(0))]),
    ]
  }

  private var end: Statement {
    forQueries([
      .define("scale", .binary(.divide, .constant(1), value(sums))),
      heads.scaleOutputs("t0" + "i", by: .scalar("scale")),
    ])
  }

  /// Takes the values of some keys into the outputs.
  private func weigh(_ keys: Keys) -> [Statement] {
    let key = heads.key(keys.first, 0)
    let rank = key.indices.count
    let products = Call(
      .gemm, sizes: [keys.count, rows, [Affine(heads.depth)]],
      views: [
        View(key.buffer, key.indices, axes: [rank - 2, rank - 1]),
        View(queries.name, [0, 0], axes: [0, 1]), View(scores.name, [0, 0], axes: [0, 1]),
      ])
    return products.inlined(suffix: "_k") + rescale(keys) + [weights(keys)]
      + [
        forQueries([
          .define("kept", value(kept)), heads.scaleOutputs("t0" + "i", by: .scalar("kept")),
        ])
      ]
      + heads.addValues(
        View(scores.name, [0, 0], axes: [1, 0]), first: keys.first, count: keys.count, to: "t0",
        rows: rows)
  }

  /// Finds the greatest scores, and what is kept of the sums so far.
  private func rescale(_ keys: Keys) -> [Statement] {
    [
      forQueries([.store(element(most), value(greatest))]),
      .loop(
        Loop(
          "j", to: keys.count,
          [
            forQueries(
              from: keys.firstQuery,
              [.store(element(most), .binary(.maximum, value(most), .load(score)))])
          ])),
      forQueries([
        .define("factor", .unary(.exp, .binary(.subtract, value(greatest), value(most)))),
        .store(element(kept), .scalar("factor")),
        .store(element(sums), .binary(.multiply, .scalar("factor"), value(sums))),
        .store(element(greatest), value(most)),
      ]),
    ]
  }

  /// Turns scores into weights, zeros where a query must not see the key.
  private func weights(_ keys: Keys) -> Statement {
    let seen = forQueries(
      from: keys.firstQuery,
      [
        .define("weight", .unary(.exp, .binary(.subtract, .load(score), value(greatest)))),
        .store(score, .scalar("weight")), .accumulate(element(sums), .scalar("weight")),
      ])
    let hidden = Statement.loop(Loop("i", to: ["j"], [.store(score, .constant(0))]))
    return .loop(Loop("j", to: keys.count, (keys.areOwn ? [hidden] : []) + [seen]))
  }
}

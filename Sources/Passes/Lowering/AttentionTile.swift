import IR

/// The attention of one head for one tile of queries, from `t0` on.
///
/// Scores lie with queries side by side, so that all that is done to each query runs along vector lanes, and keys are read
/// as they lie.
struct AttentionTile {
  var heads: AttentionHeads
  /// The number of queries in the call.
  var tokens: Affine
  /// `[depth, queries]`, scaled.
  var queries: Buffer
  /// `[max(queries, keys), queries]`, a row for every key: the tile's own are as many as its queries.
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
  private var rows: [Affine] { [Affine(heads.queries), tokens - "t0"] }
  private let query: Affine = "t0" + "i"
  private var score: Access { Access(scores.name, ["j", "i"]) }

  private func own(_ buffer: Buffer) -> Access { Access(buffer.name, ["i"]) }

  private func forQueries(
    from first: Affine = 0, @LoopBody _ body: () -> [Statement]
  ) -> Statement {
    loop("i", from: first, to: rows, body)
  }

  /// A tile sees all keys before it, and of its own only a triangle.
  @LoopBody var body: [Statement] {
    let before = Affine.symbol(Lowering.past) + "t0"
    let scale = Scalar("scale")
    heads.grouping
    [queries, scores, greatest, most, kept, sums].map { .allocate($0) }
    loop("p", count: heads.depth) {
      forQueries { Access(queries.name, ["p", "i"]).set(heads.scale * heads.query(query, "p")) }
    }
    forQueries {
      own(greatest).set(-Double.infinity)
      own(sums).set(0.0)
    }
    forQueries { heads.setOutputs(query, to: 0.0) }
    loop("s0", to: before, by: heads.keys) {
      weigh(Keys(first: "s0", count: [Affine(heads.keys), before - "s0"], areOwn: false))
    }
    weigh(Keys(first: before, count: rows, areOwn: true))
    forQueries {
      scale.define(1.0 / own(sums))
      heads.scaleOutputs(query, by: scale)
    }
  }

  /// Takes the values of some keys into the outputs.
  @LoopBody private func weigh(_ keys: Keys) -> [Statement] {
    let factor = Scalar("kept")
    products(keys)
    rescale(keys)
    weights(keys)
    forQueries {
      factor.define(own(kept))
      heads.scaleOutputs(query, by: factor)
    }
    heads.addValues(
      View(scores.name, [0, 0], axes: [1, 0]), first: keys.first, count: keys.count, to: "t0",
      rows: rows)
  }

  /// The scores of the tile's queries with some keys.
  private func products(_ keys: Keys) -> [Statement] {
    let key = heads.key(keys.first, 0)
    let rank = key.indices.count
    return Call(
      .gemm, sizes: [keys.count, rows, [Affine(heads.depth)]],
      views: [
        View(key.buffer, key.indices, axes: [rank - 2, rank - 1]),
        View(queries.name, [0, 0], axes: [0, 1]), View(scores.name, [0, 0], axes: [0, 1]),
      ]
    ).inlined(suffix: "_k")
  }

  /// Finds the greatest scores, and what is kept of the sums so far.
  @LoopBody private func rescale(_ keys: Keys) -> [Statement] {
    let factor = Scalar("factor")
    forQueries { own(most).set(own(greatest)) }
    loop("j", to: keys.count) {
      forQueries(from: keys.firstQuery) { own(most).set(maximum(own(most), score)) }
    }
    forQueries {
      factor.define(exp(own(greatest) - own(most)))
      own(kept).set(factor)
      own(sums).set(factor * own(sums))
      own(greatest).set(own(most))
    }
  }

  /// Turns scores into weights, zeros where a query must not see the key.
  private func weights(_ keys: Keys) -> Statement {
    let weight = Scalar("weight")
    return loop("j", to: keys.count) {
      if keys.areOwn { loop("i", to: "j") { score.set(0.0) } }
      forQueries(from: keys.firstQuery) {
        weight.define(exp(score - own(greatest)))
        score.set(weight)
        own(sums).add(weight)
      }
    }
  }
}

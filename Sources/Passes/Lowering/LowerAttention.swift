import IR

extension Lowering {
  /// Attention with a running softmax: memory for one tile of scores, whatever the length of the sequence.
  ///
  /// Tile by tile of keys, each query keeps its greatest score m, the sum of `exp(score − m)` and the sum of the values so
  /// weighted; when a greater score comes, both sums are rescaled. Milakov & Gimelshein 2018, "Online normalizer calculation
  /// for softmax"; Dao et al. 2022, "FlashAttention", algorithm 1.
  mutating func lowerAttention(
    _ attention: CausalAttention, _ operation: Operation
  ) throws -> [Statement] {
    let operands = operation.operands
    let queries = try type(operands[0])
    guard bound(queries.shape[0]) == callTokens else { throw unsupported(operation) }
    let (q, k) = (queries.extents(tokens: 0), try type(operands[1]).extents(tokens: 0))
    let tile = try tiles.attention(depth: q[2])
    let heads = AttentionHeads(
      count: q[1], groups: k[1], depth: q[2],
      width: try type(operands[2]).extents(tokens: 0)[2], scale: attention.scale,
      queries: tile.queries, keys: tile.keys,
      q: try location(operands[0]), k: try location(operands[1]), v: try location(operands[2]),
      y: try place(operation.results[0].value, named: "attended"))
    let body = callTokens == 1 ? step(heads) : inTiles(heads)
    return [
      section("attention: \(heads.title(isStep: callTokens == 1))") {
        loop("head", count: heads.count) { body }
      }
    ]
  }

  /// One token against all keys, as they lie.
  private mutating func step(_ heads: AttentionHeads) -> [Statement] {
    AttentionStep(
      heads: heads, scores: Buffer(fresh("scores"), .f32, [1, heads.keys], .stack)
    ).body
  }

  /// Tiles of queries, each with room for its scores and what it keeps of each query.
  private mutating func inTiles(_ heads: AttentionHeads) -> [Statement] {
    let tile = heads.queries
    let queries = Buffer(fresh("queries"), .f32, [heads.depth, tile], .stack)
    let scores = Buffer(fresh("scores"), .f32, [max(tile, heads.keys), tile], .stack)
    let rows = (["greatest", "most", "kept", "weight_sums"] as [BufferID]).map {
      Buffer(fresh($0), .f32, [tile], .stack)
    }
    let tiles = AttentionTile(
      heads: heads, tokens: callTokens, queries: queries, scores: scores,
      greatest: rows[0], most: rows[1], kept: rows[2], sums: rows[3])
    return [loop("t0", to: callTokens, by: tile) { tiles.body }]
  }
}

/// The sizes of an attention and where its operands live.
struct AttentionHeads {
  var count, groups, depth, width: Int
  var scale: Double
  /// The most queries, and keys, that are worked on together.
  var queries, keys: Int
  var q, k, v, y: Location

  /// The group of keys and values that the head reads.
  private var group: Affine { groups == 1 ? 0 : groups == count ? "head" : "group" }

  /// What says which group that is, where it takes a division.
  var grouping: [Statement] {
    group == "group" ? [.index("group", .quotient("head", by: count / groups))] : []
  }

  /// What is done, in words.
  func title(isStep: Bool) -> String {
    "\(count) heads" + (groups == count ? "" : " on \(groups) of keys and values")
      + (isStep ? "" : ", tiles of \(queries) tokens")
      + ", tiles of \(keys) keys, a running softmax"
  }

  /// The element of a query, of a key or of the output, at a row and a channel of the head.
  func query(_ row: Affine, _ channel: Affine) -> Access {
    q[row, depth * Affine.symbol("head") + channel]
  }
  func key(_ row: Affine, _ channel: Affine) -> Access { k[row, depth * group + channel] }
  func output(_ row: Affine) -> Access { y[row, width * Affine.symbol("head") + "e"] }

  /// Gives every channel of the output's row `row` a value.
  func setOutputs(_ row: Affine, to value: some Term) -> Statement {
    loop("e", count: width) { output(row).set(value) }
  }

  /// Multiplies the output's row `row`.
  func scaleOutputs(_ row: Affine, by factor: Scalar) -> Statement {
    setOutputs(row, to: factor * output(row))
  }

  /// Adds the values of keys from `first` on, `count` of them, to `rows` of the output from `row` on, by `weights`.
  func addValues(
    _ weights: View, first: Affine, count: [Affine], to row: Affine, rows: [Affine]
  ) -> [Statement] {
    Call(
      .gemm, sizes: [rows, [Affine(width)], count],
      views: [
        weights, v.view(row: first, channel: width * group),
        y.view(row: row, channel: width * Affine.symbol("head")),
      ], accumulates: true
    ).inlined(suffix: "_v")
  }
}

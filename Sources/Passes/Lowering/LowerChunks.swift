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
    return preparation + [.section(Section(title), loops)]
  }
}

import IR

extension Lowering {
  /// `S = C Bᵀ` inside each chunk, once per group: on and below the diagonal; what is above is read by no one.
  mutating func lowerScores(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let (c, b) = (try location(operation.operands[0]), try location(operation.operands[1]))
    let factors = try type(operation.operands[0])
    let (groups, state) = (factors.extents(tokens: 1)[1], factors.extents(tokens: 1)[2])
    let rows = bound(factors.shape[0])
    let scores = try place(operation.results[0].value, named: "scores")
    let factor = state * Affine.symbol("group") + "s"
    let score = scores.access(
      row: "t0" + "row", channel: chunk * Affine.symbol("group") + "column")
    let sum = Loop(
      "s", to: [Affine(state)],
      [
        .define("key", .load(b.access(row: "t0" + "column", channel: factor))),
        .accumulate(
          score,
          .binary(.multiply, .load(c.access(row: "t0" + "row", channel: factor)), .scalar("key"))),
      ])
    let bounds = [Affine(chunk), rows - "t0"]
    let below = Loop(
      "row", from: "column", to: bounds, [.store(score, .constant(0)), .loop(sum)])
    let nest = Statement.loop(
      Loop(
        "t0", to: [rows], by: chunk,
        [
          .loop(
            Loop(
              "group", to: [Affine(groups)], [.loop(Loop("column", to: bounds, [.loop(below)]))]))
        ]))
    let title =
      "scores: C Bᵀ inside chunks of \(chunk) tokens, \(groups == 1 ? "shared by all heads" : "for each of \(groups) groups")"
    return [
      .section(
        Section(title, nest: NestLabel(.scores, .many, scores.element([0, 0]).buffer)), [nest])
    ]
  }

  /// The steps of a chunked scan one after another for each chunk of a head: so the state can stay in cache.
  mutating func lowerFused(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let extents = try scanExtents(b: operands[2], x: operands[4])
    let loop = ChunkLoop(
      chunk: chunk, extents: extents,
      scores: try location(operands[0]), b: try location(operands[2]),
      c: try location(operands[3]), x: try location(operands[4]),
      y: try place(operation.results[0].value, named: "scanned"),
      decays: try decays(logs: operands[1], powers: operands.dropFirst(6).first),
      sums: Buffer(fresh("sums"), .f32, [chunk], .stack),
      rests: Buffer(fresh("rests"), .f32, [chunk], .stack))
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
    let label = NestLabel(.chunkedScan, .many, loop.y.element([0, 0]).buffer)
    return preparation + [.section(Section(title, nest: label), loops)]
  }
}

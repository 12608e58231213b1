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
    let score = scores["t0" + "row", chunk * Affine.symbol("group") + "column"]
    let (key, bounds) = (Scalar("key"), [Affine(chunk), rows - "t0"])
    let title =
      "scores: C Bᵀ inside chunks of \(chunk) tokens, \(groups == 1 ? "shared by all heads" : "for each of \(groups) groups")"
    return nest(.scores, scores, title) {
      loop("t0", to: rows, by: chunk) {
        loop("group", count: groups) {
          loop("column", to: bounds) {
            loop("row", from: "column", to: bounds) {
              score.set(0.0)
              loop("s", count: state) {
                key.define(b["t0" + "column", factor])
                score.add(c["t0" + "row", factor] * key)
              }
            }
          }
        }
      }
    }
  }

  /// The steps of a chunked scan one after another for each chunk of a head: so the state can stay in cache.
  mutating func lowerFused(_ operation: Operation, chunk: Int) throws -> [Statement] {
    let operands = operation.operands
    let extents = try scanExtents(b: operands[2], x: operands[4])
    let (scores, x) = (try location(operands[0]), try location(operands[4]))
    let (b, c) = (try location(operands[2]), try location(operands[3]))
    let y = try place(operation.results[0].value, named: "scanned")
    let loop = try chunkLoop(
      chunk, extents, logs: operands[1], powers: operands.dropFirst(6).first)
    let (state, preparation) = try workingState(
      initial: operands[5], final: operation.results[1].value,
      extents: [extents.heads, extents.state, extents.width])
    let title =
      "scan: \(extents.heads) heads, each through its chunks of \(chunk) tokens in order: the quadratic part inside the "
      + "chunk, what the state adds, and the state passed on, which is [\(extents.state), \(extents.width)] and stays in cache"
    return preparation
      + nest(.chunkedScan, y, title) {
        forEachChunk(loop) { head, group in
          let cell = { state.element([head, $0, $1]) }
          loop.inside(head, group, scores: scores, x: x, y: y)
          loop.between(head, group, c: c, entering: cell, y: y)
          loop.decayState(head, state)
          loop.update(head, group, b: b, x: x, into: cell)
        }
      }
  }

  /// The steps of one chunk of a scan of these extents.
  mutating func chunkLoop(
    _ chunk: Int, _ extents: ScanExtents, logs: Value, powers: Value? = nil
  ) throws -> ChunkLoop {
    ChunkLoop(
      chunk: chunk, extents: extents, decays: try decays(logs: logs, powers: powers),
      sums: Buffer(fresh("sums"), .f32, [chunk], .stack),
      rests: Buffer(fresh("rests"), .f32, [chunk], .stack))
  }

  /// `body` for every chunk of every head, the chunks of a head in order.
  func forEachChunk(
    _ chunks: ChunkLoop, @LoopBody _ body: (_ head: Affine, _ group: Affine) -> [Statement]
  ) -> Statement {
    forEachHead(chunks.extents) { head, group in
      loop("t0", to: chunks.extents.rows, by: chunks.chunk) {
        chunks.preparation(head)
        body(head, group)
      }
    }
  }

  /// The nest that makes `made`, whose loops a schedule arranges.
  func nest(
    _ kind: NestKind, _ made: Location, _ title: String, for tokens: NestLabel.Tokens = .many,
    @LoopBody _ body: () throws -> [Statement]
  ) rethrows -> [Statement] {
    [try section(Section(title, nest: NestLabel(kind, tokens, made.buffer)), body)]
  }
}

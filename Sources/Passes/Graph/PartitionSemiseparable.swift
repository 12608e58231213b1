import IR

extension GraphPass {
  /// Cuts semiseparable matrices into chunks: dense triangles on the diagonal, rank-N blocks below it.
  ///
  /// The four steps of Dao & Gu 2024, section 6: the quadratic part, each chunk's state, the passing of states, and
  /// what the past adds.
  static let partitionSemiseparable = GraphPass(
    "partition-semiseparable", "split scans into chunks", .reassociating,
    requires: .everything.subtracting([.matrices, .undecidedScans]),
    ensures: .everything.subtracting([.matrices, .undecidedScans, .chunkedScans])
  ) { module, _ in
    try GraphEditor.rewrite(module) { operation, editor in
      guard case .semiseparable(let scan) = operation.kind, case .chunked(let q) = scan.algorithm
      else { return nil }
      let (logs, b, c, x, initial) = (
        operation.operands[0], operation.operands[1], operation.operands[2],
        operation.operands[3], operation.operands[4]
      )
      let scores = try editor.builder(.chunkScores(ChunkScores(chunk: q)), c, b)
      let inside = try editor.builder(.chunkIntra(ChunkIntra(chunk: q)), scores, logs, x)
      let added = try editor.builder(.chunkState(ChunkState(chunk: q)), logs, b, x)
      let passed = try editor.builder.results(
        .statePass(StatePass(chunk: q)), [added, logs, initial])
      let between = try editor.builder(.chunkInter(ChunkInter(chunk: q)), c, logs, passed[0])
      let y = try editor.builder(.binary(Binary(.add)), inside, between)
      return [y, passed[1]]
    }
  }
}

import IR

extension GraphPass {
  /// Decides how each scan is computed: by recurrence for a single token, else in chunks of a size from the user or the cost model.
  static let chooseChunk = GraphPass(
    "choose-chunk", "choose the algorithm and chunk size of every scan", .bitwise,
    requires: .everything.subtracting(.matrices),
    ensures: .everything.subtracting([.matrices, .undecidedScans])
  ) { module, options in
    try GraphEditor.rewrite(module) { operation, editor in
      guard case .semiseparable(let scan) = operation.kind, scan.algorithm == .undecided,
        let b = editor.builder.types[operation.operands[1]],
        let x = editor.builder.types[operation.operands[3]]
      else { return nil }
      let algorithm: SemiseparableApply.Algorithm
      if x.shape[0] == 1 {
        algorithm = .recurrent
      } else {
        let cost = ScanCost(
          groups: b.shape[1], state: b.shape[2], heads: x.shape[1], width: x.shape[2],
          on: options.target)
        let chunk = options.chunk ?? options.schedule.chunk ?? cost.bestChunk
        algorithm = .chunked(min(chunk, editor.entry?.limit ?? chunk))
      }
      return try editor.builder.results(
        .semiseparable(SemiseparableApply(algorithm)), operation.operands)
    }
  }
}

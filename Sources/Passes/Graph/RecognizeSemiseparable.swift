import IR

extension GraphPass {
  /// Turns `apply` of a semiseparable matrix into the scan operation; how to compute it is then open.
  ///
  /// The matrix is known to be semiseparable by its type alone: a cumulative decay times a low-rank matrix.
  static let recognizeSemiseparable = GraphPass(
    "recognize-semiseparable", "turn products with semiseparable matrices into scans",
    .reassociating, ensures: .everything.subtracting(.matrices)
  ) { module, _ in
    let scans = try GraphEditor.rewrite(module) { operation, editor in
      guard case .apply = operation.kind else { return nil }
      let operands = Array(operation.operands.dropFirst())
      return try editor.builder.results(.semiseparable(SemiseparableApply()), operands)
    }
    return try removeDead.run(scans, PassOptions())
  }
}

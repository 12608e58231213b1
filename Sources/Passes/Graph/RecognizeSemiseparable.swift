import IR

extension GraphPass {
  /// Turns `apply` of a semiseparable matrix into the scan operation; how to compute it is then open.
  ///
  /// Its type says that the matrix is semiseparable, its definition of which factors: the decays and the low-rank matrix that
  /// it is the product of. The operands of the scan are theirs.
  static let recognizeSemiseparable = GraphPass(
    "recognize-semiseparable", "turn products with semiseparable matrices into scans",
    .reassociating, ensures: .everything.subtracting(.matrices)
  ) { module, _ in
    let scans = try GraphEditor.rewrite(module) { operation, editor in
      guard case .apply = operation.kind else { return nil }
      let factors = try SemiseparableFactors(of: operation.operands[0]) { editor.definition($0) }
      return try editor.builder.results(
        .semiseparable(SemiseparableApply()),
        [factors.logs, factors.b, factors.c] + operation.operands.dropFirst())
    }
    return try removeDead.run(scans, PassOptions())
  }
}

import IR

extension GraphPass {
  /// Marks the channels of diagonal scans whose weights give all states the same decay: those take one exponential per token
  /// where the others take one per state.
  ///
  /// They stay a recurrence: each has steps Δ of its own, so that it would be a head of one channel, and the quadratic form of
  /// a head costs a matrix of decays.
  static let promoteScalarDecay = GraphPass(
    "promote-scalar-decay", "use one decay for channels with one rate for all states", .bitwise
  ) { module, options in
    try GraphEditor.rewrite(module) { operation, editor in
      guard case .diagonalScan(let scan) = operation.kind, scan.scalarChannels.isEmpty,
        let parameter = ScalarRates.parameter(
          of: operation.operands[1], in: editor.builder.module, { editor.definition($0) }),
        case let channels = options.scalarRates.channels(of: parameter), !channels.isEmpty
      else { return nil }
      return try editor.builder.results(
        .diagonalScan(DiagonalScan(scalarChannels: [channels])), operation.operands)
    }
  }
}

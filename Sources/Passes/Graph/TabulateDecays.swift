import IR

extension GraphPass {
  /// Computes the powers of decays that are the same for every token when compiling, as many as a chunk has tokens and one more:
  /// the emitted scan then takes no exponentials, as it has none where decays are 1.
  static let tabulateDecays = GraphPass(
    "tabulate-decays", "compute powers of constant decays when compiling", .approximate(1e-12)
  ) { module, options in
    let tabulated = try GraphEditor.rewrite(module) { operation, editor in
      guard let scan = scan(operation), operation.operands.count == scan.operands,
        let decay = editor.definition(operation.operands[scan.logs]),
        case .constantDecay = decay.kind,
        case .parameter(let read)? = editor.definition(decay.operands[1])?.kind,
        var powers = editor.builder.module.parameter(read.parameter)
      else { return nil }
      powers.type = TensorType(.f32, [powers.type.shape[0], .fixed(scan.powers)])
      powers.transforms.append(.powers)
      powers.name += "_powers\(scan.powers)"
      // Another parameter of a textual model may be called so.
      while let other = editor.builder.module.parameter(powers.name), other != powers {
        powers.name += "_"
      }
      if editor.builder.module.parameter(powers.name) == nil {
        editor.builder.module.parameters.append(powers)
      }
      var operands = operation.operands
      operands[scan.logs] = try editor.builder(.unitDecay(UnitDecay()), decay.operands[0])
      operands.append(try editor.builder(.parameter(ParameterRead(powers.name))))
      return try editor.builder.results(operation.kind, operands)
    }
    return try removeDead.run(tabulated, options)
  }

  /// How many operands a scan has without powers, which of them are its logs, and how many powers it takes; nil for what is no
  /// scan that is lowered.
  private static func scan(_ operation: Operation) -> (operands: Int, logs: Int, powers: Int)? {
    switch operation.kind {
    case .chunkFused(let fused): (6, 1, fused.chunk + 1)
    case .semiseparable(let scan) where scan.algorithm == .recurrent: (5, 0, 2)
    default: nil
    }
  }
}

import IR

extension Module {
  /// The names of the parameters that operations read as those of their operands that `chosen` picks.
  func parameters(readAs chosen: (Operation) -> [Value]) -> Set<String> {
    Set(functions.flatMap { Self.parameters(in: $0.body, readAs: chosen) })
  }

  private static func parameters(
    in region: Region, readAs chosen: (Operation) -> [Value]
  ) -> [String] {
    let reads = region.operations.compactMap { operation -> (Value, String)? in
      guard case .parameter(let read) = operation.kind, let result = operation.results.first else {
        return nil
      }
      return (result.value, read.parameter)
    }
    let names = Dictionary(uniqueKeysWithValues: reads)
    return region.operations.flatMap { operation -> [String] in
      let nested = operation.region.map { parameters(in: $0, readAs: chosen) } ?? []
      return nested + chosen(operation).compactMap { names[$0] }
    }
  }
}

extension Operation {
  /// The operands that products read as their weights.
  var weightOperands: [Value] {
    switch kind {
    case .linear: [operands[1]]
    case .experts: Array(operands[2...])
    default: []
    }
  }
}

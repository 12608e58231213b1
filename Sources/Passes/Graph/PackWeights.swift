import IR

extension GraphPass {
  /// Arranges the weights of projections in panels, the order in which the built-in kernels stream them.
  static let packWeights = GraphPass(
    "pack-weights", "arrange projection weights for the product kernels", .bitwise
  ) { module, options in
    guard options.products == .builtin else { return module }
    var module = module
    let weights = Set(module.functions.flatMap { projectionWeights(in: $0.body) })
    for index in module.parameters.indices where weights.contains(module.parameters[index].name) {
      module.parameters[index].layout = .panels
    }
    return module
  }

  private static func projectionWeights(in region: Region) -> [String] {
    let reads = region.operations.compactMap { operation -> (Value, String)? in
      guard case .parameter(let read) = operation.kind, let result = operation.results.first else {
        return nil
      }
      return (result.value, read.parameter)
    }
    let names = Dictionary(uniqueKeysWithValues: reads)
    return region.operations.flatMap { operation -> [String] in
      let nested = operation.region.map { projectionWeights(in: $0) } ?? []
      return nested + weights(of: operation).compactMap { names[$0] }
    }
  }

  /// The operands that products read as their weights.
  private static func weights(of operation: Operation) -> [Value] {
    switch operation.kind {
    case .linear: [operation.operands[1]]
    case .experts: Array(operation.operands[2...])
    default: []
    }
  }
}

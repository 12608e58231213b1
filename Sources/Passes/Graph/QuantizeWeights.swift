import IR

extension GraphPass {
  /// Stores the weights of products and the tables of embeddings in fewer bits; all else stays as it is.
  static let quantizeWeights = GraphPass(
    "quantize-weights", "store weight matrices in fewer bits, as --quantize says",
    .weights(StoredElement.bf16.roundingError)
  ) { module, options in
    guard options.weights != .f32 else { return module }
    var module = module
    let weights = module.parameters(readAs: { operation in
      if case .embed = operation.kind { [operation.operands[1]] } else { operation.weightOperands }
    })
    for index in module.parameters.indices where weights.contains(module.parameters[index].name) {
      module.parameters[index].storage.element = options.weights
    }
    return module
  }
}

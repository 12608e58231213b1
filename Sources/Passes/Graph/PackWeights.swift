import IR

extension GraphPass {
  /// Arranges the weights of projections in panels, the order in which the built-in kernels stream them.
  static let packWeights = GraphPass(
    "pack-weights", "arrange projection weights for the product kernels", .bitwise
  ) { module, options in
    guard options.products == .builtin else { return module }
    var module = module
    let weights = module.parameters(readAs: \.weightOperands)
    for index in module.parameters.indices where weights.contains(module.parameters[index].name) {
      module.parameters[index].storage.packing = .panels(of: Packing.panelWidth)
    }
    return module
  }
}

import IR

extension GraphPass {
  /// Computes functions of weights when compiling: `−exp(A_log)` becomes a parameter of its own.
  static let fold = GraphPass(
    "fold", "compute functions of weights at compile time", .bitwise
  ) { module, options in
    let folded = try GraphEditor.rewrite(module) { operation, editor in
      guard case .unary(let unary) = operation.kind, let transform = transform(unary.function),
        let input = operation.operands.first,
        case .parameter(let read)? = editor.definition(input)?.kind,
        var parameter = editor.builder.module.parameter(read.parameter)
      else { return nil }
      parameter.transforms.append(transform)
      parameter.name += "_" + transform.rawValue
      if editor.builder.module.parameter(parameter.name) == nil {
        editor.builder.module.parameters.append(parameter)
      }
      return try editor.builder.results(.parameter(ParameterRead(parameter.name)), [])
    }
    return try removeDead.run(folded, options)
  }

  private static func transform(_ function: UnaryFunction) -> ParameterTransform? {
    switch function {
    case .negate: .negate
    case .exp: .exp
    case .silu, .sigmoid, .softplus, .rsqrt, .gelu, .geluTanh, .relu, .reluSquared, .eluPlusOne,
      .decay:
      nil
    }
  }
}

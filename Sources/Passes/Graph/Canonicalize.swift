import IR

extension GraphPass {
  /// Drops operations that do nothing: clamps that cannot bind, whole slices, splits undone at once, scaling by 1.
  ///
  /// Of two successive factors a power of two goes into the other, which rounds nothing.
  static let canonicalize = GraphPass(
    "canonicalize", "drop operations that have no effect", .bitwise
  ) { module, _ in
    try GraphEditor.rewrite(module) { operation, editor in
      guard let input = operation.operands.first, let type = editor.builder.types[input] else {
        return nil
      }
      let source = editor.definition(input)
      switch operation.kind {
      case .clamp(let clamp):
        guard clamp.upper == .infinity else { return nil }
        if clamp.lower == -.infinity { return [input] }
        guard clamp.lower <= 0, case .unary(let made)? = source?.kind, made.function == .softplus
        else { return nil }
        return [input]
      case .scale(let scale):
        if scale.factor == 1 { return [input] }
        guard case .scale(let inner)? = source?.kind, let original = source?.operands.first,
          inner.factor.isPowerOfTwo || scale.factor.isPowerOfTwo
        else { return nil }
        let merged = inner.factor * scale.factor
        guard merged.isNormal else { return nil }
        return try editor.builder.results(.scale(Scale(by: merged)), [original])
      case .slice:
        return operation.results.first?.type == type ? [input] : nil
      case .mergeHeads:
        guard case .splitHeads? = source?.kind, let original = source?.operands.first else {
          return nil
        }
        return [original]
      default:
        return nil
      }
    }
  }
}

extension Double {
  /// Whether multiplying by the number only moves the exponent.
  fileprivate var isPowerOfTwo: Bool { isNormal && significand == 1 }
}

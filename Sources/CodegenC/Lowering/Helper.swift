/// Small functions that emitted files define for themselves; the raw value is the C name.
enum Helper: String, CaseIterable {
  /// The lesser of two sizes.
  case least
  /// The lesser of two floats.
  case smaller
  /// The greater of two floats.
  case larger

  /// The definition.
  var definition: CFunction {
    let (a, b) = (CExpression.name("a"), CExpression.name("b"))
    let type: CType = self == .least ? .index : .float
    let isFirst: CExpression =
      switch self {
      case .least, .smaller: .binary(.less, a, b)
      case .larger: .binary(.less, b, a)
      }
    return CFunction(
      type, rawValue, [CVariable(type, "a"), CVariable(type, "b")], isInline: true,
      [.returns(.conditional(isFirst, a, b))])
  }
}

extension CExpression {
  /// The expression as C, with a mark wherever a line may be broken.
  var text: String { text(in: .lowest) }

  /// The expression as an operand of a form of level `context`, between parentheses if it binds looser.
  private func text(in context: CPrecedence) -> String {
    precedence < context ? "(\(bare))" : bare
  }

  private var bare: String {
    switch self {
    case .name(let name): name
    case .integer(let value): Self.literal(value)
    case .float(let value): Self.literal(value)
    case .prefix(let operation, let operand): Self.prefixed(operation.rawValue, operand)
    case .binary(let operation, let left, let right):
      left.text(in: operation.leftContext) + " \(operation.rawValue)\(operation.place.mark)"
        + right.text(in: operation.precedence.closer)
    case .conditional(let condition, let first, let second):
      "\(condition.text(in: .relational)) ?\(SoftBreak.FileLocation.part.mark)\(first.text(in: .conditional))"
        + " :\(SoftBreak.FileLocation.part.mark)\(second.text(in: .conditional))"
    case .cast(let type, let operand): Self.prefixed("(\(type.declaring("")))", operand)
    case .element(let array, let index): "\(array.text(in: .postfix))[\(index.text)]"
    case .call(let function, let arguments):
      "\(function)(\(arguments.map(\.text).joined(separator: ",\(SoftBreak.FileLocation.part.mark)")))"
    }
  }

  /// `operation operand`; `- -x` needs parentheses, or it would be `--x`.
  private static func prefixed(_ operation: String, _ operand: CExpression) -> String {
    let text = operand.text(in: .prefix)
    return operation == "-" && text.hasPrefix("-") ? "-(\(text))" : operation + text
  }

  /// The least integer has no literal: `-9223372036854775808` is the negative of a number that is too large.
  private static func literal(_ value: Int) -> String {
    value == .min ? "(-\(Int.max) - 1)" : String(value)
  }

  /// The shortest decimal that reads back as `value`.
  private static func literal(_ value: Float) -> String {
    if value.isInfinite { return value < 0 ? "-INFINITY" : "INFINITY" }
    return "\(value)f"
  }
}

extension CBinary {
  /// How loosely a line may be broken behind the operator.
  fileprivate var place: SoftBreak.FileLocation {
    precedence == .multiplicative ? .factor : .term
  }

  /// What the left operand must bind at least as closely as; compilers warn of `a < b < c`.
  fileprivate var leftContext: CPrecedence {
    precedence == .relational ? precedence.closer : precedence
  }
}

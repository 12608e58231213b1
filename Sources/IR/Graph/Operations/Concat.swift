/// `concat a, b, …`: rows laid side by side.
public struct Concat: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "concat"

  /// `concat`.
  public var mnemonic: String { Self.name }

  /// `f32[T, A], f32[T, B], … → f32[T, A + B + …]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...Int.max)
    var width = 0
    for operand in operands {
      try require(operand, "rows", rank: 2)
      guard operand.shape[0] == operands[0].shape[0] else {
        throw TypeError("needs as many rows of each operand, found \(operands[0]) and \(operand)")
      }
      let (sum, overflows) = width.addingReportingOverflow(try fixed(operand.shape[1], "width"))
      guard !overflows else { throw TypeError("makes rows of more channels than can be counted") }
      width = sum
    }
    return [TensorType(.f32, [operands[0].shape[0], .fixed(width)])]
  }

  /// The rows of all operands, in order.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let rows = operands[0].shape[0]
    let elements = (0..<rows).flatMap { row in
      operands.flatMap { $0.elements[row * $0.shape[1]..<(row + 1) * $0.shape[1]] }
    }
    return [Tensor([rows, operands.reduce(0) { $0 + $1.shape[1] }], elements)]
  }
}

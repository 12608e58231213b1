/// `append_one x`: every head's channels with a 1 behind them, so that a scan of them sums weights beside values.
public struct AppendOne: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "append_one"

  /// `append_one`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H, P] → f32[T, H, P + 1]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "x", rank: 3)
    let shape = operands[0].shape
    let (width, overflows) = try fixed(shape[2], "width").addingReportingOverflow(1)
    guard !overflows else { throw TypeError("makes rows of more channels than can be counted") }
    return [TensorType(.f32, [shape[0], shape[1], .fixed(width)])]
  }

  /// The elements, with ones between.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let x = operands[0]
    let width = x.shape[2]
    let elements = (0..<x.shape[0] * x.shape[1]).flatMap { row in
      x.elements[row * width..<(row + 1) * width] + [S.value(1)]
    }
    return [Tensor([x.shape[0], x.shape[1], width + 1], elements)]
  }
}

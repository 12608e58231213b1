/// `linear x, w, b?`: `y = x Wᵀ + b`, the projection of every token.
public struct Linear: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "linear"

  /// `linear`.
  public var mnemonic: String { Self.name }

  /// `f32[T, K], f32[N, K], f32[N]? → f32[T, N]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...3)
    try require(operands[0], "rows", rank: 2)
    try require(operands[1], "a weight", rank: 2)
    let (rows, weight) = (operands[0].shape, operands[1].shape)
    guard rows[1] == weight[1] else {
      throw TypeError("contracts \(rows[1]) channels with \(weight[1]) columns of the weight")
    }
    if operands.count == 3 {
      try require(operands[2], "a bias", is: TensorType(.f32, [weight[0]]))
    }
    return [TensorType(.f32, [rows[0], weight[0]])]
  }

  /// Sums in the order of the columns.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (x, w) = (operands[0], operands[1])
    let (rows, inner, columns) = (x.shape[0], x.shape[1], w.shape[0])
    var y = [S.Element](repeating: S.zero, count: rows * columns)
    x.elements.withUnsafeBufferPointer { left in
      w.elements.withUnsafeBufferPointer { right in
        for j in 0..<columns {
          let column = UnsafeBufferPointer(rebasing: right[j * inner..<(j + 1) * inner])
          for t in 0..<rows {
            y[t * columns + j] = S.dot(
              UnsafeBufferPointer(rebasing: left[t * inner..<(t + 1) * inner]), column)
          }
        }
      }
    }
    return [Self.adding(bias: operands.dropFirst(2).first, to: y, rows, columns, S.self)]
  }

  private static func adding<S: Semantics>(
    bias: Tensor<S.Element>?, to product: [S.Element], _ rows: Int, _ columns: Int, _: S.Type
  ) -> Tensor<S.Element> {
    guard let bias else { return Tensor([rows, columns], product) }
    let sum = product.indices.map { S.add(product[$0], bias.elements[$0 % columns]) }
    return Tensor([rows, columns], sum)
  }
}

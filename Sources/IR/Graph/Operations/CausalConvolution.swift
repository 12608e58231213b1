/// `conv.causal x, w, tail, b?`: a depthwise convolution over tokens that sees the past only.
///
/// `y[t, c] = b[c] + Σ_k w[k, c] · x[t − (K − 1) + k, c]`; rows before the first are those of `tail`, oldest first.
/// The second result is the tail for the next call: the last K − 1 rows of tail and x together.
public struct CausalConvolution: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "conv.causal"

  /// `conv.causal`.
  public var mnemonic: String { Self.name }

  /// `f32[T, C], f32[K, C], f32[K−1, C], f32[C]? → f32[T, C], f32[K−1, C]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...4)
    try require(operands[0], "rows", rank: 2)
    try require(operands[1], "taps", rank: 2)
    let channels = operands[0].shape[1]
    let taps = try fixed(operands[1].shape[0], "number of taps")
    try require(operands[1], "taps", is: TensorType(.f32, [.fixed(taps), channels]))
    try require(operands[2], "a tail", is: TensorType(.f32, [.fixed(taps - 1), channels]))
    if operands.count == 4 {
      try require(operands[3], "a bias", is: TensorType(.f32, [channels]))
    }
    return [operands[0], operands[2]]
  }

  /// The formula above.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (x, w, tail) = (operands[0], operands[1], operands[2])
    let (rows, channels, taps) = (x.shape[0], x.shape[1], w.shape[0])
    let past = tail.elements + x.elements
    var y = [S.Element](repeating: S.zero, count: rows * channels)
    for t in 0..<rows {
      for c in 0..<channels {
        var sum = operands.count == 4 ? operands[3].elements[c] : S.zero
        for k in 0..<taps {
          let product = S.multiply(
            w.elements[k * channels + c], past[(t + k) * channels + c])
          sum = S.add(sum, product)
        }
        y[t * channels + c] = sum
      }
    }
    let next = Array(past.suffix((taps - 1) * channels))
    return [Tensor([rows, channels], y), Tensor([taps - 1, channels], next)]
  }
}

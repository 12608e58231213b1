/// `diagonal_scan Δ, A, B, C, x, h0`: the product with a semiseparable matrix whose decay differs from state to state.
///
/// Channel c is `M[t, s] = Σₙ C_t[n] e^{A[n, c] Σ Δ} B_s[n]`, a sum of N decays, so no low-rank factor can be taken out of
/// it; x is already scaled by Δ. Gu & Dao 2023, "Mamba", equation 2 and algorithm 2.
public struct DiagonalScan: OperationDefinition {
  /// The only scan of its kind.
  public init() {}

  static let name = "diagonal_scan"

  /// `diagonal_scan`.
  public var mnemonic: String { Self.name }

  /// `f32[T, D] (Δ), f32[N, D] (A), f32[T, N] (B), f32[T, N] (C), f32[T, D], f32[N, D] → f32[T, D], f32[N, D]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 6...6)
    let (rates, b, x) = (operands[1], operands[2], operands[4])
    try require(x, "x", rank: 2)
    try require(rates, "rates", rank: 2)
    let (tokens, channels, state) = (x.shape[0], x.shape[1], rates.shape[0])
    try require(operands[0], "steps", is: x)
    try require(rates, "rates", is: TensorType(.f32, [state, channels]))
    try require(b, "B", is: TensorType(.f32, [tokens, state]))
    try require(operands[3], "C", is: b)
    try require(operands[5], "an initial state", is: rates)
    return [x, rates]
  }

  /// The recurrence `h ← e^{Δ A} ∘ h + B xᵀ`, `y = C h`, token by token.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (steps, rates, b, c, x) = (
      operands[0], operands[1], operands[2], operands[3], operands[4]
    )
    var state = operands[5]
    var y = Tensor(x.shape, filledWith: S.zero)
    let (tokens, channels, count) = (x.shape[0], x.shape[1], rates.shape[0])
    for t in 0..<tokens {
      for n in 0..<count {
        let (b, c) = (b.elements[t * count + n], c.elements[t * count + n])
        for d in 0..<channels {
          let (cell, row) = (n * channels + d, t * channels + d)
          let decay = S.decay(S.decayLog(steps.elements[row], rates.elements[cell]))
          let next = S.add(
            S.multiply(decay, state.elements[cell]), S.multiply(b, x.elements[row]))
          state.elements[cell] = next
          y.elements[row] = S.add(y.elements[row], S.multiply(c, next))
        }
      }
    }
    return [y, state]
  }
}

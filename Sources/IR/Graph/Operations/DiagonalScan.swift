/// `diagonal_scan Δ, A, B, C, x, h0`: the product with a semiseparable matrix whose decay differs from state to state.
///
/// Channel c is `M[t, s] = Σₙ C_t[n] e^{A[n, c] Σ Δ} B_s[n]`, a sum of N decays, so no low-rank factor can be taken out of
/// it; x is already scaled by Δ. Gu & Dao 2023, "Mamba", equation 2 and algorithm 2.
///
/// Channels whose rates are the same for all states have one decay per token, as the heads of SSD have; for those only the
/// first rate is read.
public struct DiagonalScan: OperationDefinition {
  /// The channels with one rate for all states, in ascending ranges.
  public var scalarChannels: [Range<Int>]

  /// A scan in which `scalarChannels` have one rate for all states.
  public init(scalarChannels: [Range<Int>] = []) { self.scalarChannels = scalarChannels }

  /// The mnemonic in textual IR.
  static let name = "diagonal_scan"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    scalarChannels = []
    guard attributes.has("scalar") else { return }
    guard case .integers(let bounds)? = attributes.take("scalar"), bounds.count.isMultiple(of: 2),
      zip(bounds, bounds.dropFirst()).allSatisfy({ $0 < $1 })
    else { throw attributes.failure("needs ascending range bounds in 'scalar'") }
    scalarChannels = stride(from: 0, to: bounds.count, by: 2).map { bounds[$0]..<bounds[$0 + 1] }
  }

  /// The channels with one rate, if there are any.
  public var attributes: [Attribute] {
    let bounds = scalarChannels.flatMap { [$0.lowerBound, $0.upperBound] }
    return bounds.isEmpty ? [] : [Attribute("scalar", .integers(bounds))]
  }

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
    let (states, width) = (try fixed(state, "number of states"), try fixed(channels, "width"))
    guard states > 0, width > 0 else {
      throw TypeError("needs states and channels, found rates \(rates)")
    }
    try require(operands[0], "steps", is: x)
    try require(rates, "rates", is: TensorType(.f32, [state, channels]))
    try require(b, "B", is: TensorType(.f32, [tokens, state]))
    try require(operands[3], "C", is: b)
    try require(operands[5], "an initial state", is: rates)
    if let last = scalarChannels.last?.upperBound, last > width {
      throw TypeError("has a scalar decay in channel \(last - 1), found \(width) channels")
    }
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
    let isScalar = (0..<channels).map { channel in
      scalarChannels.contains { $0.contains(channel) }
    }
    for t in 0..<tokens {
      for n in 0..<count {
        let (b, c) = (b.elements[t * count + n], c.elements[t * count + n])
        for d in 0..<channels {
          let (cell, row) = (n * channels + d, t * channels + d)
          let rate = rates.elements[isScalar[d] ? d : cell]
          let decay = S.decay(S.decayLog(steps.elements[row], rate))
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

/// `apply M, x, h0`: `y = M x` for a semiseparable M, continued from the state `h0`.
///
/// The rows above the first token are summarised by `h0`, so what they add is `C_t · exp(cs_t) h0`; to say that, and
/// what state is left, M must be a product whose definition gives its factors: see `SemiseparableFactors`.
public struct ApplyMatrix: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "apply"

  /// `apply`.
  public var mnemonic: String { Self.name }

  /// `f32[H, T, T] semiseparable(N), f32[T, H, P], f32[H, N, P] → f32[T, H, P], f32[H, N, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (matrix, x, initial) = (operands[0], operands[1], operands[2])
    try require(x, "x", rank: 3)
    try require(initial, "an initial state", rank: 3)
    let (tokens, heads) = (x.shape[0], x.shape[1])
    let state = try fixed(initial.shape[1], "state size")
    try require(
      matrix, "a matrix",
      is: TensorType(.f32, [heads, tokens, tokens], .semiseparable(state: state)))
    try require(
      initial, "an initial state", is: TensorType(.f32, [heads, initial.shape[1], x.shape[2]]))
    return [x, initial]
  }

  /// The quadratic form with the matrix itself for what the call's own tokens add, plus the state's part.
  ///
  /// `scan` has the factors of the matrix; the interpreter finds them, since they are no operands.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  func evaluate<S: Semantics>(
    _ matrix: Tensor<S.Element>, _ scan: ScanOperands<S>, as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    var y = Tensor(scan.x.shape, filledWith: S.zero)
    var silent = scan
    silent.x = Tensor(scan.x.shape, filledWith: S.zero)
    let carried = recurrence(silent, S.self).y
    for t in 0..<scan.tokens {
      for h in 0..<scan.heads {
        for p in 0..<scan.width {
          let flat = (t * scan.heads + h) * scan.width + p
          y.elements[flat] = (0..<scan.tokens).reduce(carried.elements[flat]) { sum, s in
            let m = matrix.elements[(h * scan.tokens + t) * scan.tokens + s]
            return S.add(sum, S.multiply(m, scan.x.elements[(s * scan.heads + h) * scan.width + p]))
          }
        }
      }
    }
    return [y, recurrence(scan, S.self).state]
  }
}

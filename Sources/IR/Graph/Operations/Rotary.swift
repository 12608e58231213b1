/// `rotary x, past, coarse, fine`: rotates pairs of channels of every head by angles that grow with the token's position.
///
/// Channels i and i + R/2 of the first R are a pair; the others pass. Su et al. 2021, "RoFormer", section 3.4.2, with the
/// pairs of transformers' `rotate_half`. Position p = 256 c + f has the angles of row c of `coarse` plus those of row f of
/// `fine`; a row holds R/2 cosines, then R/2 sines, so that small tables reach far and nothing is computed but products.
public struct Rotary: OperationDefinition {
  /// Positions from one row of the coarse table to the next.
  public static let stride = 256

  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "rotary"

  /// `rotary`.
  public var mnemonic: String { Self.name }

  /// `f32[T, H, D], f32[past(L), …], f32[C, R], f32[256, R] → f32[T, H, D]`; R is even, R ≤ D, 256 C ≥ L.
  ///
  /// Of `past` only the number of rows counts: it is the position of the first token.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 4...4)
    let (x, coarse) = (operands[0], operands[2])
    try require(x, "x", rank: 3)
    try requireCallTokens(x)
    let limit = try pastLimit(operands[1])
    try require(coarse, "a coarse table", rank: 2)
    let width = try fixed(x.shape[2], "number of channels")
    let steps = try fixed(coarse.shape[0], "number of coarse steps")
    let rotated = try fixed(coarse.shape[1], "number of rotated channels")
    guard rotated > 0, rotated.isMultiple(of: 2), rotated <= width else {
      throw TypeError("cannot rotate \(rotated) channels of \(width) in pairs")
    }
    guard steps >= limit / Self.stride + (limit % Self.stride == 0 ? 0 : 1) else {
      throw TypeError("has tables of \(steps) times \(Self.stride) positions, fewer than \(limit)")
    }
    try require(
      operands[3], "a fine table", is: TensorType(.f32, [.fixed(Self.stride), .fixed(rotated)]))
    return [x]
  }

  /// The rotations, by the addition theorem.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    var x = operands[0]
    let (coarse, fine) = (operands[2], operands[3])
    let (past, rotated) = (operands[1].shape[0], fine.shape[1])
    let (tokens, heads, width, half) = (x.shape[0], x.shape[1], x.shape[2], rotated / 2)
    for t in 0..<tokens {
      let (step, rest) = (past + t).quotientAndRemainder(dividingBy: Self.stride)
      for i in 0..<half {
        let (a, b) = (step * rotated + i, rest * rotated + i)
        let (cosA, sinA) = (coarse.elements[a], coarse.elements[a + half])
        let (cosB, sinB) = (fine.elements[b], fine.elements[b + half])
        let cosine = S.apply(.subtract, S.multiply(cosA, cosB), S.multiply(sinA, sinB))
        let sine = S.add(S.multiply(sinA, cosB), S.multiply(cosA, sinB))
        for h in 0..<heads {
          let first = (t * heads + h) * width + i
          let (left, right) = (x.elements[first], x.elements[first + half])
          x.elements[first] = S.apply(.subtract, S.multiply(left, cosine), S.multiply(right, sine))
          x.elements[first + half] = S.add(S.multiply(right, cosine), S.multiply(left, sine))
        }
      }
    }
    return [x]
  }
}

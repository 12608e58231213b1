/// The typing rule shared by every form of the scan: `log[T, H], f32[T, G, N] (B), f32[T, G, N] (C), f32[T, H, P], f32[H, N, P]`.
func scanTypes(_ operands: [TensorType]) throws(TypeError) -> [TensorType] {
  try require(operands, count: 5...5)
  let (logs, b, c, x, initial) = (
    operands[0], operands[1], operands[2], operands[3], operands[4]
  )
  try require(x, "x", rank: 3)
  try require(b, "B", rank: 3)
  try require(c, "C", is: b)
  let (tokens, heads, width) = (x.shape[0], x.shape[1], x.shape[2])
  try require(logs, "decay logs", is: TensorType(.log, [tokens, heads]))
  guard b.shape[0] == tokens else { throw TypeError("needs B over \(tokens) tokens, found \(b)") }
  let headCount = try fixed(heads, "number of heads")
  let groups = try fixed(b.shape[1], "number of groups")
  guard groups > 0, headCount % groups == 0 else {
    throw TypeError("cannot part \(headCount) heads into \(groups) groups")
  }
  try require(initial, "an initial state", is: TensorType(.f32, [heads, b.shape[2], width]))
  return [x, initial]
}

/// The operands of a scan with their extents by name.
struct ScanOperands<S: Semantics> {
  /// The operands in order.
  var (logs, b, c, x, initial):
    (
      Tensor<S.Element>, Tensor<S.Element>, Tensor<S.Element>, Tensor<S.Element>, Tensor<S.Element>
    )

  /// Takes the five operands in order.
  init(_ operands: [Tensor<S.Element>], _: S.Type) {
    (logs, b, c, x, initial) = (operands[0], operands[1], operands[2], operands[3], operands[4])
  }

  /// Rows of x.
  var tokens: Int { x.shape[0] }
  /// Heads of x, each with a decay of its own.
  var heads: Int { x.shape[1] }
  /// Channels of a head.
  var width: Int { x.shape[2] }
  /// Groups of heads, which share B and C.
  var groups: Int { b.shape[1] }
  /// States of a channel.
  var state: Int { b.shape[2] }

  /// The group of B and C that a head reads.
  func group(of head: Int) -> Int { head / (heads / groups) }
}

/// The recurrence `h ← e^{la_t} h + B_t x_tᵀ`, `y_t = C_t h`, token by token.
///
/// Dao & Gu 2024, "Transformers are SSMs", equation 1 with scalar-times-identity A; x is already scaled by Δ.
func recurrence<S: Semantics>(
  _ scan: ScanOperands<S>, _: S.Type, powers: DecayPowers<S> = DecayPowers(nil)
) -> (y: Tensor<S.Element>, state: Tensor<S.Element>) {
  var state = scan.initial
  var y = Tensor(scan.x.shape, filledWith: S.zero)
  for t in 0..<scan.tokens {
    for h in 0..<scan.heads {
      let decay = powers.decay(S.decay(scan.logs.elements[t * scan.heads + h]), after: 1, head: h)
      let factors = (t * scan.groups + scan.group(of: h)) * scan.state
      let row = (t * scan.heads + h) * scan.width
      for n in 0..<scan.state {
        let (b, c) = (scan.b.elements[factors + n], scan.c.elements[factors + n])
        for p in 0..<scan.width {
          let cell = (h * scan.state + n) * scan.width + p
          let kept = S.multiply(decay, state.elements[cell])
          let next = S.add(kept, S.multiply(b, scan.x.elements[row + p]))
          state.elements[cell] = next
          y.elements[row + p] = S.add(y.elements[row + p], S.multiply(c, next))
        }
      }
    }
  }
  return (y, state)
}

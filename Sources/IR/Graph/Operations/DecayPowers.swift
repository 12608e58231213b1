/// The powers `γ_h^k` of decays that are the same for every token, `[H, count]`: what a scan multiplies its decays with, k being
/// the number of tokens between. Nothing where a scan has no such operand.
struct DecayPowers<S: Semantics> {
  private let table: Tensor<S.Element>?

  /// The powers in `table`.
  init(_ table: Tensor<S.Element>?) { self.table = table }

  /// `decay` times that of `tokens` tokens.
  func decay(_ decay: S.Element, after tokens: Int, head: Int) -> S.Element {
    guard let table else { return decay }
    return S.multiply(decay, table.elements[head * table.shape[1] + tokens])
  }
}

/// Throws unless `powers`, if there are any, are `count` of them for every head of `x`.
func requirePowers(
  _ powers: TensorType?, of x: TensorType, count: Int
) throws(TypeError) {
  guard let powers else { return }
  try require(x, "x", rank: 3)
  try require(powers, "powers of decays", is: TensorType(.f32, [x.shape[1], .fixed(count)]))
}

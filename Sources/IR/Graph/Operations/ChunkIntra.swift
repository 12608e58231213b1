/// `chunk.intra S, la, x {chunk}`: the quadratic part, `y_t = Σ_{s ≤ t} exp(cs_t − cs_s) S[t, s] x_s` inside each chunk.
///
/// Dao & Gu 2024, section 6, step 1.
public struct ChunkIntra: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// The quadratic part of chunks of `chunk` tokens.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "chunk.intra"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `chunk.intra`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `f32[T, G, Q], log[T, H], f32[T, H, P] → f32[T, H, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (scores, logs, x) = (operands[0], operands[1], operands[2])
    try require(scores, "scores", rank: 3)
    try require(x, "x", rank: 3)
    try require(logs, "decay logs", is: TensorType(.log, Array(x.shape[..<2])))
    try require(
      scores, "scores", is: TensorType(.f32, [x.shape[0], scores.shape[1], .fixed(chunk)]))
    return [x]
  }

  /// The formula above.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    evaluate(operands, DecayPowers<S>(nil))
  }

  /// The same with decays multiplied by `powers`.
  func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], _ powers: DecayPowers<S>
  ) -> [Tensor<S.Element>] {
    let (scores, x) = (operands[0], operands[2])
    let sums = runningLogs(operands[1], chunk: chunk, S.self)
    let (tokens, heads, width) = (x.shape[0], x.shape[1], x.shape[2])
    let groups = scores.shape[1]
    var y = Tensor(x.shape, filledWith: S.zero)
    for range in chunks(of: chunk, in: tokens) {
      for t in range {
        for h in 0..<heads {
          let row = (t * groups + h / (heads / groups)) * chunk
          for s in range.lowerBound...t {
            let log = S.logSubtract(
              sums.elements[t * heads + h], sums.elements[s * heads + h])
            let weight = S.multiply(
              powers.decay(S.decay(log), after: t - s, head: h),
              scores.elements[row + s - range.lowerBound])
            for p in 0..<width {
              let flat = (t * heads + h) * width + p
              y.elements[flat] = S.add(
                y.elements[flat], S.multiply(weight, x.elements[(s * heads + h) * width + p]))
            }
          }
        }
      }
    }
    return [y]
  }
}

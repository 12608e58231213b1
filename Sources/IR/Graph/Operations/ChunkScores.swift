/// `chunk.scores C, B {chunk}`: `S[t, g, j] = C_t · B_{start + j}` for tokens of the same chunk, shared by the heads of a group.
///
/// Dao & Gu 2024, section 6, step 1; the decay mask is applied by `chunk.intra`.
public struct ChunkScores: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// Scores in chunks of `chunk` tokens.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "chunk.scores"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `chunk.scores`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `f32[T, G, N], f32[T, G, N] → f32[T, G, Q]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    try require(operands[0], "C", rank: 3)
    try require(operands[1], "B", is: operands[0])
    return [TensorType(.f32, [operands[0].shape[0], operands[0].shape[1], .fixed(chunk)])]
  }

  /// Scores on and below the diagonal; the others are zero.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (c, b) = (operands[0], operands[1])
    let (groups, state) = (c.shape[1], c.shape[2])
    var scores = Tensor([c.shape[0], groups, chunk], filledWith: S.zero)
    for range in chunks(of: chunk, in: c.shape[0]) {
      for t in range {
        for g in 0..<groups {
          for s in range.lowerBound...t {
            scores.elements[(t * groups + g) * chunk + s - range.lowerBound] =
              (0..<state).reduce(S.zero) { sum, n in
                S.add(
                  sum,
                  S.multiply(
                    c.elements[(t * groups + g) * state + n],
                    b.elements[(s * groups + g) * state + n]))
              }
          }
        }
      }
    }
    return [scores]
  }
}

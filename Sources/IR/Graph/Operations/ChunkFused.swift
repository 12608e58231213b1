/// `chunk.fused S, la, B, C, x, h0, powers? {chunk}`: quadratic part, state update and state passing of one head in one loop over chunks.
///
/// Means exactly `chunk.intra + chunk.inter` with `chunk.state` and `state.pass` between; computed so that B, x and the
/// decays are read once and one head's state never leaves the cache. With `powers`, decays are also multiplied by powers of
/// constant ones, `powers[h, k]` for k tokens.
public struct ChunkFused: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// The fused loop over chunks of `chunk` tokens.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "chunk.fused"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `chunk.fused`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `f32[T, G, Q], log[T, H], f32[T, G, N] (B), f32[T, G, N] (C), f32[T, H, P], f32[H, N, P], f32[H, Q + 1]? → f32[T, H, P], f32[H, N, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 6...7)
    try requirePowers(operands.dropFirst(6).first, of: operands[4], count: chunk + 1)
    let results = try scanTypes(Array(operands[1..<6]))
    let b = operands[2]
    try require(
      operands[0], "scores", is: TensorType(.f32, [b.shape[0], b.shape[1], .fixed(chunk)]))
    return results
  }

  /// By its parts.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (scores, logs, b, c, x) = (
      operands[0], operands[1], operands[2], operands[3], operands[4]
    )
    let powers = DecayPowers<S>(operands.dropFirst(6).first)
    let inside = ChunkIntra(chunk: chunk).evaluate([scores, logs, x], powers)[0]
    let added = ChunkState(chunk: chunk).evaluate([logs, b, x], powers)[0]
    let passed = StatePass(chunk: chunk).evaluate([added, logs, operands[5]], powers)
    let between = ChunkInter(chunk: chunk).evaluate([c, logs, passed[0]], powers)[0]
    let y = zip(inside.elements, between.elements).map { S.add($0, $1) }
    return [Tensor(x.shape, y), passed[1]]
  }
}

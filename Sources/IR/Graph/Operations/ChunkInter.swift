/// `chunk.inter C, la, h {chunk}`: what the state entering a chunk adds to its outputs, `y_t = e^{cs_t} C_t h`.
///
/// Dao & Gu 2024, section 6, step 4.
public struct ChunkInter: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// The part of chunks of `chunk` tokens that comes from the past.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "chunk.inter"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `chunk.inter`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `f32[T, G, N], log[T, H], f32[T/Q, H, N, P] → f32[T, H, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (c, logs, entering) = (operands[0], operands[1], operands[2])
    try require(c, "C", rank: 3)
    try require(logs, "decay logs", .log, rank: 2)
    try require(entering, "entering states", rank: 4)
    let count = try covering(logs.shape[0], chunk: chunk)
    let (heads, width) = (logs.shape[1], entering.shape[3])
    try require(
      entering, "entering states", is: TensorType(.f32, [count, heads, c.shape[2], width]))
    return [TensorType(.f32, [logs.shape[0], heads, width])]
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
    let (c, entering) = (operands[0], operands[2])
    let sums = runningLogs(operands[1], chunk: chunk, S.self)
    let (groups, state) = (c.shape[1], c.shape[2])
    let (tokens, heads, width) = (sums.shape[0], sums.shape[1], entering.shape[3])
    var y = Tensor([tokens, heads, width], filledWith: S.zero)
    for t in 0..<tokens {
      for h in 0..<heads {
        let decay = powers.decay(
          S.decay(sums.elements[t * heads + h]), after: t % chunk + 1, head: h)
        let factors = (t * groups + h / (heads / groups)) * state
        for n in 0..<state {
          let weight = S.multiply(decay, c.elements[factors + n])
          for p in 0..<width {
            let flat = (t * heads + h) * width + p
            let cell = ((t / chunk * heads + h) * state + n) * width + p
            y.elements[flat] = S.add(
              y.elements[flat], S.multiply(weight, entering.elements[cell]))
          }
        }
      }
    }
    return [y]
  }
}

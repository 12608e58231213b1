/// `chunk.state la, B, x {chunk}`: what each chunk adds to the state, `Z = Σ_s exp(cs_end − cs_s) B_s x_sᵀ`.
///
/// Dao & Gu 2024, section 6, step 2.
public struct ChunkState: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// The states of chunks of `chunk` tokens.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "chunk.state"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `chunk.state`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `log[T, H], f32[T, G, N], f32[T, H, P] → f32[T/Q, H, N, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (logs, b, x) = (operands[0], operands[1], operands[2])
    try require(x, "x", rank: 3)
    try require(b, "B", rank: 3)
    try require(logs, "decay logs", is: TensorType(.log, Array(x.shape[..<2])))
    let count = try covering(x.shape[0], chunk: chunk)
    return [TensorType(.f32, [count, x.shape[1], b.shape[2], x.shape[2]])]
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
    let (b, x) = (operands[1], operands[2])
    let sums = runningLogs(operands[0], chunk: chunk, S.self)
    let (heads, width, groups, state) = (x.shape[1], x.shape[2], b.shape[1], b.shape[2])
    let ranges = chunks(of: chunk, in: x.shape[0])
    var z = Tensor([ranges.count, heads, state, width], filledWith: S.zero)
    for (index, range) in ranges.enumerated() {
      for s in range {
        for h in 0..<heads {
          let log = S.logSubtract(
            sums.elements[(range.upperBound - 1) * heads + h], sums.elements[s * heads + h])
          let decay = powers.decay(S.decay(log), after: range.upperBound - 1 - s, head: h)
          let factors = (s * groups + h / (heads / groups)) * state
          for n in 0..<state {
            let weight = S.multiply(decay, b.elements[factors + n])
            for p in 0..<width {
              let cell = ((index * heads + h) * state + n) * width + p
              z.elements[cell] = S.add(
                z.elements[cell], S.multiply(weight, x.elements[(s * heads + h) * width + p]))
            }
          }
        }
      }
    }
    return [z]
  }
}

/// The extent of the chunks that cover an extent of tokens.
func covering(_ tokens: Extent, chunk: Int) throws(TypeError) -> Extent {
  switch tokens {
  case .tokens: return .chunks(chunk)
  case .fixed(let count): return .fixed((count + chunk - 1) / chunk)
  case .chunks: throw TypeError("cannot cut chunks into chunks")
  case .past, .cached: throw TypeError("cannot cut \(tokens) rows into chunks")
  }
}

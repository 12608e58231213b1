/// `state.pass Z, la, h0 {chunk}`: the recurrence between chunks, `h ← e^{cs_end} h + Z`.
///
/// Results: the state that enters each chunk, and the state after the last. Dao & Gu 2024, section 6, step 3.
public struct StatePass: OperationDefinition {
  /// Tokens in a chunk, Q.
  public var chunk: Int

  /// Passes the state through chunks of `chunk` tokens.
  public init(chunk: Int) { self.chunk = chunk }

  /// The mnemonic in textual IR.
  static let name = "state.pass"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    chunk = try attributes.integer("chunk", atLeast: 1)
  }

  /// `state.pass`.
  public var mnemonic: String { Self.name }

  /// The chunk.
  public var attributes: [Attribute] { chunkAttribute(chunk) }

  /// `f32[T/Q, H, N, P], log[T, H], f32[H, N, P] → f32[T/Q, H, N, P], f32[H, N, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (z, logs, initial) = (operands[0], operands[1], operands[2])
    try require(z, "chunk states", rank: 4)
    try require(logs, "decay logs", .log, rank: 2)
    try require(initial, "an initial state", is: TensorType(.f32, Array(z.shape[1...])))
    let count = try covering(logs.shape[0], chunk: chunk)
    guard z.shape[0] == count, z.shape[1] == logs.shape[1] else {
      throw TypeError("needs \(count) chunk states of \(logs.shape[1]) heads, found \(z)")
    }
    return [z, initial]
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
    let z = operands[0]
    let sums = runningLogs(operands[1], chunk: chunk, S.self)
    let heads = z.shape[1]
    let cells = z.shape[2] * z.shape[3]
    var (entering, state) = (z, operands[2])
    for (index, range) in chunks(of: chunk, in: sums.shape[0]).enumerated() {
      for h in 0..<heads {
        let decay = powers.decay(
          S.decay(sums.elements[(range.upperBound - 1) * heads + h]), after: range.count, head: h)
        for cell in h * cells..<(h + 1) * cells {
          let flat = index * heads * cells + cell
          entering.elements[flat] = state.elements[cell]
          state.elements[cell] = S.add(
            S.multiply(decay, state.elements[cell]), z.elements[flat])
        }
      }
    }
    return [entering, state]
  }
}

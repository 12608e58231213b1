/// `semiseparable.apply la, B, C, x, h0, powers? {algorithm}`: the scan as one operation, with the algorithm that will compute it.
///
/// With `powers`, each token's decay is also multiplied by `powers[h, 1]`: see `DecayPowers`.
public struct SemiseparableApply: OperationDefinition {
  /// How the product with the semiseparable matrix is computed.
  public enum Algorithm: Hashable, Sendable {
    /// Not chosen yet.
    case undecided
    /// Token by token: linear work, constant memory, no matrix products.
    case recurrent
    /// Quadratic inside chunks of the given number of tokens, recurrent between them.
    case chunked(Int)
  }

  /// The algorithm.
  public var algorithm: Algorithm

  /// A scan by `algorithm`.
  public init(_ algorithm: Algorithm = .undecided) { self.algorithm = algorithm }

  /// The mnemonic in textual IR.
  static let name = "semiseparable.apply"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    switch attributes.take("algorithm") {
    case nil: algorithm = .undecided
    case .word("recurrent")?: algorithm = .recurrent
    case .word("chunked")?: algorithm = .chunked(try attributes.integer("chunk", atLeast: 1))
    default: throw attributes.failure("needs the algorithm 'recurrent' or 'chunked'")
    }
  }

  /// `semiseparable.apply`.
  public var mnemonic: String { Self.name }

  /// The algorithm and its chunk.
  public var attributes: [Attribute] {
    switch algorithm {
    case .undecided: []
    case .recurrent: [Attribute("algorithm", .word("recurrent"))]
    case .chunked(let size):
      [Attribute("algorithm", .word("chunked")), Attribute("chunk", .integer(size))]
    }
  }

  /// `log[T, H], f32[T, G, N] (B), f32[T, G, N] (C), f32[T, H, P], f32[H, N, P], f32[H, 2]? → f32[T, H, P], f32[H, N, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 5...6)
    try requirePowers(operands.dropFirst(5).first, of: operands[3], count: 2)
    return try scanTypes(Array(operands.prefix(5)))
  }

  /// The recurrence, whatever the algorithm: a choice changes rounding, never the meaning.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let powers = DecayPowers<S>(operands.dropFirst(5).first)
    let (y, state) = recurrence(ScanOperands(operands, S.self), S.self, powers: powers)
    return [y, state]
  }
}

/// `decay_matrix la`: `L[t, s] = exp(Σ_{s < i ≤ t} la_i)` for `s ≤ t`, one matrix per head.
///
/// A handle: it stands for the logs and is never stored as a matrix.
public struct DecayMatrix: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "decay_matrix"

  /// `decay_matrix`.
  public var mnemonic: String { Self.name }

  /// `log[T, H] → f32[H, T, T] cumulative_decay`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "logs", .log, rank: 2)
    let (tokens, heads) = (operands[0].shape[0], operands[0].shape[1])
    return [TensorType(.f32, [heads, tokens, tokens], .cumulativeDecay)]
  }

  /// The matrix itself, by masked sums.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (tokens, heads) = (operands[0].shape[0], operands[0].shape[1])
    var matrix = Tensor([heads, tokens, tokens], filledWith: S.zero)
    for h in 0..<heads {
      for s in 0..<tokens {
        var log = S.logZero
        for t in s..<tokens {
          if t > s { log = S.logAdd(log, operands[0].elements[t * heads + h]) }
          matrix.elements[(h * tokens + t) * tokens + s] = S.decay(log)
        }
      }
    }
    return [matrix]
  }
}

/// `low_rank_matrix C, B`: `C Bᵀ`, one matrix per group.
public struct LowRankMatrix: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "low_rank_matrix"

  /// `low_rank_matrix`.
  public var mnemonic: String { Self.name }

  /// `f32[T, G, N], f32[T, G, N] → f32[G, T, T] low_rank(N)`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    try require(operands[0], "C", rank: 3)
    try require(operands[1], "B", is: operands[0])
    let shape = operands[0].shape
    let rank = try fixed(shape[2], "state size")
    return [TensorType(.f32, [shape[1], shape[0], shape[0]], .lowRank(rank: rank))]
  }

  /// The matrix itself.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let shape = operands[0].shape
    let (tokens, groups, state) = (shape[0], shape[1], shape[2])
    var matrix = Tensor([groups, tokens, tokens], filledWith: S.zero)
    for g in 0..<groups {
      for t in 0..<tokens {
        for s in 0..<tokens {
          matrix.elements[(g * tokens + t) * tokens + s] = (0..<state).reduce(S.zero) { sum, n in
            S.add(
              sum,
              S.multiply(
                operands[0].elements[(t * groups + g) * state + n],
                operands[1].elements[(s * groups + g) * state + n]))
          }
        }
      }
    }
    return [matrix]
  }
}

/// `hadamard L, S`: the elementwise product of structured matrices; head h of L meets group ⌊h·G/H⌋ of S.
public struct HadamardMatrix: OperationDefinition {
  /// The operation.
  public init() {}

  /// The mnemonic in textual IR.
  static let name = "hadamard"

  /// `hadamard`.
  public var mnemonic: String { Self.name }

  /// `f32[H, T, T] a, f32[G, T, T] b → f32[H, T, T] c` where the theory gives `a ∘ b` the structure `c`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    let (left, right) = (operands[0], operands[1])
    guard left.shape.count == 3, right.shape.count == 3, left.shape[1...] == right.shape[1...]
    else { throw TypeError("needs two matrices over the same tokens, found \(left) and \(right)") }
    let heads = try fixed(left.shape[0], "number of heads")
    let groups = try fixed(right.shape[0], "number of groups")
    guard groups > 0, heads % groups == 0 else {
      throw TypeError("cannot part \(heads) heads into \(groups) groups")
    }
    guard let structure = Structure.hadamard(left.structure, right.structure) else {
      throw TypeError("knows no structure for \(left.structure) ∘ \(right.structure)")
    }
    return [TensorType(.f32, left.shape, structure)]
  }

  /// The matrix itself.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (left, right) = (operands[0], operands[1])
    let area = left.shape[1] * left.shape[2]
    let headsPerGroup = left.shape[0] / right.shape[0]
    let elements = left.elements.indices.map {
      S.multiply(
        left.elements[$0], right.elements[$0 / area / headsPerGroup * area + $0 % area])
    }
    return [Tensor(left.shape, elements)]
  }
}

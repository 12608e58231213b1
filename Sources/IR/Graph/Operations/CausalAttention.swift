/// `attention q, k, v {scale}`: each token's mean of the values so far, weighted by the softmax of its scores with their keys.
///
/// `y_t = Σ_{s ≤ t} softmax_s(scale · q_t · k_s) v_s`; head h reads group ⌊h·G/H⌋ of keys and values. Vaswani et al. 2017,
/// "Attention is all you need", section 3.2.1, with the groups of Ainslie et al. 2023, "GQA".
public struct CausalAttention: OperationDefinition {
  /// What scores are multiplied by.
  public var scale: Double

  /// Attention whose scores are scaled by `scale`.
  public init(scale: Double) { self.scale = scale }

  /// The mnemonic in textual IR.
  static let name = "attention"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    scale = try attributes.single("scale")
  }

  /// `attention`.
  public var mnemonic: String { Self.name }

  /// The scale.
  public var attributes: [Attribute] { [Attribute("scale", .real(scale))] }

  /// `f32[T, H, D], f32[cached(L), G, D], f32[cached(L), G, E] → f32[T, H, E]`; G divides H.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    let (q, k, v) = (operands[0], operands[1], operands[2])
    for (operand, what) in [(q, "queries"), (k, "keys"), (v, "values")] {
      try require(operand, what, rank: 3)
    }
    try requireCallTokens(q)
    guard case .cached = k.shape[0] else {
      throw TypeError("needs keys of all tokens so far, found \(k)")
    }
    let heads = try fixed(q.shape[1], "number of heads")
    let groups = try fixed(k.shape[1], "number of groups")
    guard groups > 0, heads % groups == 0 else {
      throw TypeError("cannot part \(heads) heads into \(groups) groups")
    }
    let depth = try fixed(q.shape[2], "number of channels")
    let width = try fixed(v.shape[2], "number of channels")
    guard depth > 0, width > 0 else { throw TypeError("needs channels, found \(q) and \(v)") }
    try require(k, "keys", is: TensorType(.f32, [k.shape[0], .fixed(groups), .fixed(depth)]))
    try require(v, "values", is: TensorType(.f32, [k.shape[0], .fixed(groups), .fixed(width)]))
    return [TensorType(.f32, [q.shape[0], q.shape[1], v.shape[2]])]
  }

  /// The formula above; a query that sees no key gives zeros.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (q, k, v) = (operands[0], operands[1], operands[2])
    let (tokens, heads, depth) = (q.shape[0], q.shape[1], q.shape[2])
    let (groups, width) = (k.shape[1], v.shape[2])
    let (past, factor) = (k.shape[0] - tokens, S.value(scale))
    var y = Tensor([tokens, heads, width], filledWith: S.zero)
    for t in 0..<tokens where past + t >= 0 {
      for h in 0..<heads {
        let group = h / (heads / groups)
        let query = (t * heads + h) * depth
        let scores = (0...past + t).map { s in
          S.multiply(factor, dot(q, query, k, (s * groups + group) * depth, depth, S.self))
        }
        let greatest = scores.dropFirst().reduce(scores[0]) { S.apply(.maximum, $0, $1) }
        let weights = scores.map { S.apply(.exp, S.apply(.subtract, $0, greatest)) }
        let sum = weights.reduce(S.zero) { S.add($0, $1) }
        for e in 0..<width {
          let total = weights.enumerated().reduce(S.zero) { total, weight in
            let value = v.elements[(weight.offset * groups + group) * width + e]
            return S.add(total, S.multiply(weight.element, value))
          }
          y.elements[(t * heads + h) * width + e] = S.apply(.divide, total, sum)
        }
      }
    }
    return [y]
  }

  /// The product of `count` elements of each tensor, from the given ones on.
  private func dot<S: Semantics>(
    _ left: Tensor<S.Element>, _ i: Int, _ right: Tensor<S.Element>, _ j: Int, _ count: Int,
    _: S.Type
  ) -> S.Element {
    (0..<count).reduce(S.zero) {
      S.add($0, S.multiply(left.elements[i + $1], right.elements[j + $1]))
    }
  }
}

/// `rms_norm x, w?`: `w ∘ x / √(mean(x²) + ε)`, the mean over each of `groups` equal parts of a row.
///
/// With groups it is the norm of Mamba-2's gated output, one group per group of B and C.
public struct RMSNorm: OperationDefinition {
  /// Added to the mean of squares.
  public var epsilon: Double
  /// The number of parts that are normalised on their own.
  public var groups: Int

  /// A norm with `epsilon` over `groups` parts.
  public init(epsilon: Double, groups: Int = 1) {
    self.epsilon = epsilon
    self.groups = groups
  }

  /// The mnemonic in textual IR.
  static let name = "rms_norm"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    epsilon = try attributes.epsilon("epsilon")
    groups = try attributes.integer("groups", atLeast: 1)
  }

  /// `rms_norm`.
  public var mnemonic: String { Self.name }

  /// Epsilon and groups.
  public var attributes: [Attribute] {
    [Attribute("epsilon", .real(epsilon)), Attribute("groups", .integer(groups))]
  }

  /// `f32[T, D], f32[D]? → f32[T, D]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...2)
    try require(operands[0], "rows", rank: 2)
    let width = try fixed(operands[0].shape[1], "width")
    if operands.count == 2 {
      try require(operands[1], "a weight", is: TensorType(.f32, [.fixed(width)]))
    }
    guard width % groups == 0 else {
      throw TypeError("cannot part \(width) channels into \(groups) groups")
    }
    return [operands[0]]
  }

  /// The formula above.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    var y = operands[0]
    let w = operands.dropFirst().first
    let width = y.shape[1]
    let part = width / groups
    for start in stride(from: 0, to: y.elements.count, by: part) {
      let range = start..<start + part
      let sum = range.reduce(S.zero) {
        S.add($0, S.multiply(y.elements[$1], y.elements[$1]))
      }
      let scale = S.inverseRoot(sum: sum, count: part, epsilon: epsilon)
      for index in range {
        let scaled = S.multiply(y.elements[index], scale)
        y.elements[index] = w.map { S.multiply($0.elements[index % width], scaled) } ?? scaled
      }
    }
    return [y]
  }
}

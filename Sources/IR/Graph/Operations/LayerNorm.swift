/// `layer_norm x, w, b`: `w ∘ (x − mean(x)) / √(var(x) + ε) + b`, each row on its own.
///
/// The variance is the mean of the squared differences from the mean. Ba, Kiros & Hinton 2016, "Layer Normalization".
public struct LayerNorm: OperationDefinition {
  /// Added to the variance.
  public var epsilon: Double

  /// A norm with `epsilon`.
  public init(epsilon: Double) { self.epsilon = epsilon }

  /// The mnemonic in textual IR.
  static let name = "layer_norm"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    epsilon = try attributes.epsilon("epsilon")
  }

  /// `layer_norm`.
  public var mnemonic: String { Self.name }

  /// Epsilon.
  public var attributes: [Attribute] { [Attribute("epsilon", .real(epsilon))] }

  /// `f32[T, D], f32[D], f32[D] → f32[T, D]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 3...3)
    try require(operands[0], "rows", rank: 2)
    let channels = TensorType(.f32, [.fixed(try fixed(operands[0].shape[1], "width"))])
    try require(operands[1], "a weight", is: channels)
    try require(operands[2], "a bias", is: channels)
    return [operands[0]]
  }

  /// The formula above, in two passes over a row.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    var (y, w, b) = (operands[0], operands[1], operands[2])
    let width = y.shape[1]
    let count = S.value(Double(width))
    for start in stride(from: 0, to: y.elements.count, by: max(width, 1)) {
      let range = start..<start + width
      let sum = range.reduce(S.zero) { S.add($0, y.elements[$1]) }
      let mean = S.apply(.divide, sum, count)
      for index in range { y.elements[index] = S.apply(.subtract, y.elements[index], mean) }
      let squares = range.reduce(S.zero) {
        S.add($0, S.multiply(y.elements[$1], y.elements[$1]))
      }
      let scale = S.inverseRoot(sum: squares, count: width, epsilon: epsilon)
      for index in range {
        let scaled = S.multiply(w.elements[index - start], S.multiply(y.elements[index], scale))
        y.elements[index] = S.add(scaled, b.elements[index - start])
      }
    }
    return [y]
  }
}

/// `divide_by_last y {epsilon}`: every head's channels but the last, divided by the last plus ε.
///
/// The normalizer of linear attention: Katharopoulos et al. 2020, "Transformers are RNNs", equation 9.
public struct DivideByLast: OperationDefinition {
  /// Added to the divisor, a finite number.
  public var epsilon: Double

  /// A division with `epsilon`.
  public init(epsilon: Double) { self.epsilon = epsilon }

  /// The mnemonic in textual IR.
  static let name = "divide_by_last"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    epsilon = try attributes.single("epsilon")
  }

  /// `divide_by_last`.
  public var mnemonic: String { Self.name }

  /// Epsilon.
  public var attributes: [Attribute] { [Attribute("epsilon", .real(epsilon))] }

  /// `f32[T, H, P + 1] → f32[T, H, P]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 1...1)
    try require(operands[0], "y", rank: 3)
    let shape = operands[0].shape
    let width = try fixed(shape[2], "width")
    guard width > 1 else { throw TypeError("needs a channel besides the divisor, found \(width)") }
    return [TensorType(.f32, [shape[0], shape[1], .fixed(width - 1)])]
  }

  /// The quotients.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let y = operands[0]
    let width = y.shape[2] - 1
    let elements = (0..<y.shape[0] * y.shape[1]).flatMap { row in
      let start = row * (width + 1)
      let divisor = S.add(y.elements[start + width], S.value(epsilon))
      return y.elements[start..<start + width].map { S.apply(.divide, $0, divisor) }
    }
    return [Tensor([y.shape[0], y.shape[1], width], elements)]
  }
}

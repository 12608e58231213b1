/// A function of two arguments, elementwise: `add a, b`, `multiply a, b {axes = [1]}`, …
public struct Binary: OperationDefinition {
  /// The function.
  public var function: BinaryFunction
  /// The dimension of the left operand that each dimension of the right one runs along, nil when the shapes are equal.
  public var axes: [Int]?

  /// Applies `function`, the right operand repeated along the dimensions not in `axes`.
  public init(_ function: BinaryFunction, axes: [Int]? = nil) {
    self.function = function
    self.axes = axes
  }

  /// Reads the axes from the attributes in textual IR; throws where they mean nothing.
  init(_ function: BinaryFunction, attributes: inout AttributeReader) throws {
    self.function = function
    switch attributes.take("axes") {
    case nil: axes = nil
    case .integers(let list)?: axes = list
    default: throw attributes.failure("needs a list of dimensions 'axes'")
    }
  }

  /// The function's name.
  public var mnemonic: String { function.rawValue }

  /// The axes, where there are any.
  public var attributes: [Attribute] { axes.map { [Attribute("axes", .integers($0))] } ?? [] }

  /// The left operand's type.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 2...2)
    let (left, right) = (operands[0], operands[1])
    try require(left, "a left operand", rank: left.shape.count)
    guard let axes else {
      try require(right, "a right operand", is: left)
      return [left]
    }
    guard axes == axes.sorted(), Set(axes).count == axes.count,
      axes.allSatisfy({ left.shape.indices.contains($0) })
    else { throw TypeError("has axes \(axes) that are not ascending dimensions of \(left)") }
    try require(right, "a right operand", is: TensorType(.f32, axes.map { left.shape[$0] }))
    return [left]
  }

  /// The function of every pair of elements.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (left, right) = (operands[0], operands[1])
    let strides = repeatedStrides(of: right.shape, along: axes, of: left.shape)
    let elements = left.elements.indices.map { flat in
      var (rest, index) = (flat, 0)
      for axis in left.shape.indices.reversed() {
        index += rest % left.shape[axis] * strides[axis]
        rest /= left.shape[axis]
      }
      return S.apply(function, left.elements[flat], right.elements[index])
    }
    return [Tensor(left.shape, elements)]
  }

  /// Elements of the right operand between neighbours along each dimension of the left one.
  private func repeatedStrides(of right: [Int], along axes: [Int]?, of left: [Int]) -> [Int] {
    var strides = [Int](repeating: 0, count: left.count)
    var stride = 1
    for (position, axis) in (axes ?? Array(left.indices)).enumerated().reversed() {
      strides[axis] = stride
      stride *= right[position]
    }
    return strides
  }
}

/// `experts x, gates, up, down, gate? {activation}`: the feed-forward parts that each token's gates choose, weighted by them.
///
/// `y = Σₑ gatesₑ · downₑ(act(gateₑ x) ∘ upₑ x)`, without gate weights `downₑ(act(upₑ x))`. Shazeer et al. 2017,
/// "Outrageously Large Neural Networks", equation 1; Shazeer 2020, "GLU Variants Improve Transformer".
public struct Experts: OperationDefinition {
  /// What stands between the two products of an expert.
  public var activation: Activation

  /// Experts with `activation`.
  public init(_ activation: Activation) { self.activation = activation }

  /// The mnemonic in textual IR.
  static let name = "experts"

  /// Reads it from the attributes in textual IR; throws where one is missing or means nothing.
  init(_ attributes: inout AttributeReader) throws {
    guard case .word(let word)? = attributes.take("activation"),
      let activation = Activation(rawValue: word)
    else {
      let known = Activation.allCases.map(\.rawValue).joined(separator: ", ")
      throw attributes.failure("needs an 'activation': one of \(known)")
    }
    self.activation = activation
  }

  /// `experts`.
  public var mnemonic: String { Self.name }

  /// The activation.
  public var attributes: [Attribute] { [Attribute("activation", .word(activation.rawValue))] }

  /// `f32[T, D], f32[T, E], f32[E, F, D], f32[E, D2, F], f32[E, F, D]? → f32[T, D2]`.
  public func resultTypes(
    _ operands: [TensorType], in module: Module
  ) throws(TypeError) -> [TensorType] {
    try require(operands, count: 4...5)
    let (x, up, down) = (operands[0], operands[2], operands[3])
    try require(x, "rows", rank: 2)
    try require(up, "weights of the first product", rank: 3)
    try require(down, "weights of the second product", rank: 3)
    let experts = Extent.fixed(try fixed(up.shape[0], "number of experts"))
    let inner = Extent.fixed(try fixed(up.shape[1], "inner width"))
    let width = Extent.fixed(try fixed(x.shape[1], "width"))
    let outputs = Extent.fixed(try fixed(down.shape[1], "output width"))
    try require(operands[1], "gates", is: TensorType(.f32, [x.shape[0], experts]))
    try require(
      up, "weights of the first product", is: TensorType(.f32, [experts, inner, width]))
    try require(
      down, "weights of the second product", is: TensorType(.f32, [experts, outputs, inner]))
    if operands.count == 5 { try require(operands[4], "weights of the gate", is: up) }
    return [TensorType(.f32, [x.shape[0], outputs])]
  }

  /// Token by token, the experts in ascending order; those whose gate is zero are passed over.
  @_specialize(where S == RealSemantics)
  @_specialize(where S == PrimeField)
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] {
    let (x, gates, up, down) = (operands[0], operands[1], operands[2], operands[3])
    let (tokens, width) = (x.shape[0], x.shape[1])
    let (experts, outputs) = (gates.shape[1], down.shape[1])
    var y = Tensor([tokens, outputs], filledWith: S.zero)
    for t in 0..<tokens {
      let row = Array(x.elements[t * width..<(t + 1) * width])
      for expert in 0..<experts where gates.elements[t * experts + expert] != S.zero {
        var inner = products(of: row, with: up, expert, as: S.self)
        if operands.count == 5 {
          let gate = products(of: row, with: operands[4], expert, as: S.self)
          inner = zip(gate, inner).map { S.multiply(S.apply(activation.function, $0), $1) }
        } else {
          inner = inner.map { S.apply(activation.function, $0) }
        }
        let output = products(of: inner, with: down, expert, as: S.self)
        for (channel, element) in output.enumerated() {
          let weighted = S.multiply(gates.elements[t * experts + expert], element)
          let index = t * outputs + channel
          y.elements[index] = S.add(y.elements[index], weighted)
        }
      }
    }
    return [y]
  }

  /// The products of a row with the rows of one expert's weights.
  private func products<S: Semantics>(
    of row: [S.Element], with weights: Tensor<S.Element>, _ expert: Int, as semantics: S.Type
  ) -> [S.Element] {
    let (count, width) = (weights.shape[1], weights.shape[2])
    return row.withUnsafeBufferPointer { row in
      weights.elements.withUnsafeBufferPointer { weights in
        (0..<count).map { index in
          let start = (expert * count + index) * width
          return S.dot(row, UnsafeBufferPointer(rebasing: weights[start..<start + width]))
        }
      }
    }
  }
}

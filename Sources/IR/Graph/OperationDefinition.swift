import Diagnostics

/// What every operation states about itself: name, attributes, typing rule and meaning, together in one file.
public protocol OperationDefinition: Hashable, Sendable {
  /// The name in textual IR.
  var mnemonic: String { get }
  /// The attributes in textual IR, in order; a nameless one is printed as the symbol it holds.
  var attributes: [Attribute] { get }
  /// The typing rule: the types of the results for operands of the given types.
  func resultTypes(_ operands: [TensorType], in module: Module) throws(TypeError) -> [TensorType]
  /// The meaning: the results for the given operands. Operations with regions or effects mean what the interpreter does with them.
  func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>]
}

extension OperationDefinition {
  /// No attributes.
  public var attributes: [Attribute] { [] }

  /// No results: for operations whose meaning the interpreter itself knows.
  public func evaluate<S: Semantics>(
    _ operands: [Tensor<S.Element>], as semantics: S.Type
  ) -> [Tensor<S.Element>] { [] }
}

/// A typing rule that does not hold.
public struct TypeError: Error, Hashable, Sendable {
  /// What was expected and what was found.
  public var message: String

  /// A violation told by `message`.
  public init(_ message: String) { self.message = message }
}

/// Checks that operands come in one of the given numbers.
func require(_ operands: [TensorType], count: ClosedRange<Int>) throws(TypeError) {
  guard !count.contains(operands.count) else { return }
  let expected =
    count.lowerBound == count.upperBound
    ? "\(count.lowerBound)" : "\(count.lowerBound) to \(count.upperBound)"
  throw TypeError("takes \(expected) operands, found \(operands.count)")
}

/// Checks that an operand has exactly the given type.
func require(
  _ operand: TensorType, _ what: String, is expected: TensorType
) throws(TypeError) {
  guard operand != expected else { return }
  throw TypeError("needs \(what) of type \(expected), found \(operand)")
}

/// Checks element, rank and density of an operand.
func require(
  _ operand: TensorType, _ what: String, _ element: ElementType = .f32, rank: Int
) throws(TypeError) {
  guard operand.element != element || operand.shape.count != rank || operand.structure != .dense
  else { return }
  throw TypeError("needs dense \(what) of \(element.rawValue) with rank \(rank), found \(operand)")
}

/// The number in a fixed extent.
func fixed(_ extent: Extent, _ what: String) throws(TypeError) -> Int {
  guard case .fixed(let count) = extent else {
    throw TypeError("needs a fixed \(what), found \(extent)")
  }
  return count
}

/// The type of a value: elements, extents and, for matrices applied to a sequence, structure.
public struct TensorType: Hashable, Sendable {
  /// What one element is.
  public var element: ElementType
  /// Extents, outermost first.
  public var shape: [Extent]
  /// Structure of the last two dimensions.
  public var structure: Structure

  /// The type of tensors of `shape`.
  public init(_ element: ElementType, _ shape: [Extent], _ structure: Structure = .dense) {
    self.element = element
    self.shape = shape
    self.structure = structure
  }

  /// The extents in a call with `tokens` tokens.
  public func extents(tokens: Int) -> [Int] { shape.map { $0.value(tokens: tokens) } }

  /// The type with `tokens` fixed, every extent that depends on it with it.
  public func fixing(tokens: Int) -> TensorType {
    TensorType(element, shape.map { $0.fixing(tokens: tokens) }, structure)
  }

  /// Whether some extent grows with the sequence.
  public var grows: Bool { shape.contains(where: \.grows) }
}

extension TensorType: CustomStringConvertible {
  /// As written in textual IR, such as `f32[T, 64]` or `f32[8, T, T] semiseparable(16)`.
  public var description: String {
    let extents = shape.map(\.description).joined(separator: ", ")
    return "\(element.rawValue)[\(extents)]" + (structure == .dense ? "" : " \(structure)")
  }
}

/// A row-major array of elements.
public struct Tensor<Element: Sendable>: Sendable {
  /// Extents, outermost first.
  public var shape: [Int]
  /// The elements, `shape.reduce(1, *)` of them.
  public var elements: [Element]

  /// A tensor of `shape` holding `elements`.
  public init(_ shape: [Int], _ elements: [Element]) {
    precondition(shape.reduce(1, *) == elements.count, "shape and elements agree")
    self.shape = shape
    self.elements = elements
  }

  /// A tensor of `shape` full of `element`.
  public init(_ shape: [Int], filledWith element: Element) {
    self.init(shape, [Element](repeating: element, count: shape.reduce(1, *)))
  }
}

extension Tensor: Equatable where Element: Equatable {}

/// How the elements of an array lie in memory: what each is, and their order. No index depends on it.
public struct Storage: Hashable, Sendable {
  /// What one element is.
  public var element: StoredElement
  /// The order of the elements.
  public var packing: Packing

  /// Elements of `element` in the order of `packing`.
  public init(_ element: StoredElement = .f32, _ packing: Packing = .rows) {
    self.element = element
    self.packing = packing
  }

  /// What arrays in shared memory start at multiples of, in bytes: a cache line.
  public static let alignment = 64

  /// The next multiple of the alignment.
  public static func aligned(_ bytes: Int) -> Int {
    (bytes + alignment - 1) / alignment * alignment
  }

  /// The bytes of an array of `shape`, with what its packing fills up.
  public func bytes(of shape: [Int]) -> Int {
    packing.stored(shape).reduce(element.bytes, *)
  }
}

extension Storage: CustomStringConvertible {
  /// As in textual graphs, `bf16 panels(16)`; an element of f32 and an order in rows are not mentioned.
  public var description: String {
    let words = [
      element == .f32 ? nil : element.rawValue, packing == .rows ? nil : packing.description,
    ]
    return words.compactMap { $0 }.joined(separator: " ")
  }
}

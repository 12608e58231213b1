/// What a module declares, in the order of its text, found by name without a search.
public struct Declarations<Element: Declaration> {
  private var elements: [Element] = []
  /// The first element of each name.
  private var indices: [String: Int] = [:]

  /// No declarations.
  public init() {}

  /// The element called `name`, the first of several.
  public subscript(name: String) -> Element? { indices[name].map { elements[$0] } }

  /// Makes the indices right, where those of the elements before `start` are.
  private mutating func reindex(from start: Int) {
    if start == 0 { indices = [:] }
    for index in start..<elements.count where indices[elements[index].name] == nil {
      indices[elements[index].name] = index
    }
  }
}

/// Something with a name that is unique in its module.
public protocol Declaration: Hashable, Sendable {
  /// The name.
  var name: String { get }
}

extension Declarations: RandomAccessCollection, MutableCollection, RangeReplaceableCollection {
  /// The place of the first.
  public var startIndex: Int { 0 }

  /// The place behind the last.
  public var endIndex: Int { elements.count }

  /// The element at `position`.
  public subscript(position: Int) -> Element {
    get { elements[position] }
    set {
      let isRenamed = elements[position].name != newValue.name
      elements[position] = newValue
      if isRenamed { reindex(from: 0) }
    }
  }

  /// Puts `replacement` in the place of the elements in `range`.
  public mutating func replaceSubrange(
    _ range: Range<Int>, with replacement: some Collection<Element>
  ) {
    let isAppending = range.lowerBound == elements.count
    elements.replaceSubrange(range, with: replacement)
    reindex(from: isAppending ? range.lowerBound : 0)
  }
}

extension Declarations: Hashable, Sendable, ExpressibleByArrayLiteral {
  /// The declarations `elements`.
  public init(arrayLiteral elements: Element...) { self.init(elements) }

  /// Whether both declare the same in the same order.
  public static func == (left: Declarations, right: Declarations) -> Bool {
    left.elements == right.elements
  }

  /// Feeds what is declared into `hasher`.
  public func hash(into hasher: inout Hasher) { hasher.combine(elements) }
}

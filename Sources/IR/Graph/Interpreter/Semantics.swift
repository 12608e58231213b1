/// What numbers are while interpreting: real ones, or elements of a prime field.
///
/// Decays travel as logarithms, so a semantics has two kinds of element: values, and logs that `decay` turns into values.
public protocol Semantics: Sendable {
  /// A value or a log.
  associatedtype Element: Sendable & Equatable

  /// The value that stands for a weight or literal.
  static func value(_ number: Double) -> Element
  /// The values that stand for weights.
  static func values(_ numbers: [Double]) -> [Element]
  /// Additive identity of values.
  static var zero: Element { get }
  /// Sum of two values.
  static func add(_ left: Element, _ right: Element) -> Element
  /// Product of two values.
  static func multiply(_ left: Element, _ right: Element) -> Element
  /// Sum of the products of as many values: whole models pass through it, so each semantics has its own loop.
  static func dot(
    _ left: UnsafeBufferPointer<Element>, _ right: UnsafeBufferPointer<Element>
  ) -> Element
  /// Additive identity of logs.
  static var logZero: Element { get }
  /// Sum of two logs.
  static func logAdd(_ left: Element, _ right: Element) -> Element
  /// Difference of two logs.
  static func logSubtract(_ left: Element, _ right: Element) -> Element
  /// The log Δ·A of one step's decay.
  static func decayLog(_ step: Element, _ rate: Element) -> Element
  /// The decay whose log is given.
  static func decay(_ log: Element) -> Element
  /// A function of one value.
  static func apply(_ function: UnaryFunction, _ argument: Element) -> Element
  /// A function of two values.
  static func apply(_ function: BinaryFunction, _ left: Element, _ right: Element) -> Element
  /// Whether one value comes before another; some strict order of all values that are numbers.
  static func less(_ left: Element, _ right: Element) -> Bool
  /// The value brought into `lower ... upper`.
  static func clamp(_ argument: Element, _ lower: Double, _ upper: Double) -> Element
  /// `1 / √(sum / count + epsilon)`.
  static func inverseRoot(sum: Element, count: Int, epsilon: Double) -> Element
}

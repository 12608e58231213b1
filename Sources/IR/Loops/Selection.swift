/// The indices for which a condition holds, as a list of their own.
///
/// A list is made by one statement and never changes, so what is known of its elements holds wherever it is visible.
public struct Selection: Hashable, Sendable {
  /// The list's name: a stack buffer of ascending indices, visible to the end of the enclosing body.
  public var list: BufferID
  /// The most elements that the list has room for, at least `upper`.
  public var capacity: Int
  /// The integer scalar that tells how many elements there are, visible as long as the list.
  public var count: Symbol
  /// The index, visible in the condition.
  public var variable: Symbol
  /// The index runs over `0 ..< upper`.
  public var upper: Affine
  /// Indices for which this is not zero are taken.
  public var condition: Expression

  /// The list of those in `0 ..< upper` for which `condition` is not zero.
  public init(
    _ list: BufferID, capacity: Int, count: Symbol, of variable: Symbol, to upper: Affine,
    where condition: Expression
  ) {
    self.list = list
    self.capacity = capacity
    self.count = count
    self.variable = variable
    self.upper = upper
    self.condition = condition
  }

  /// The list as a buffer.
  public var buffer: Buffer { Buffer(list, .i32, [capacity], .stack) }

  /// The loop over the indices, for what is to be known of them; its body is empty.
  public var range: Loop { Loop(variable, to: [upper], []) }
}

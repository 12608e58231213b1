/// A function as a flat list of instructions over numbered slots.
///
/// Scalars, constants and intermediate results have slots in one array of numbers; sizes, loop variables and index
/// scalars in one array of integers; buffers have places in one array of elements.
struct LoopProgram: Sendable {
  /// The number of a slot, or an index into one of the program's tables.
  typealias Slot = Int32

  /// One step of the machine.
  enum Instruction: Sendable {
    case load(into: Slot, access: Slot)
    case store(access: Slot, value: Slot)
    case accumulate(access: Slot, value: Slot)
    case move(into: Slot, from: Slot)
    case unary(UnaryFunction, into: Slot, argument: Slot)
    case binary(BinaryFunction, into: Slot, left: Slot, right: Slot)
    /// Reads an index.
    case index(into: Slot, access: Slot, below: Int)
    case quotient(into: Slot, of: Slot, by: Int)
    case remainder(into: Slot, of: Slot, by: Int)
    /// The least of `count` forms, the first at `forms`.
    case least(into: Slot, forms: Slot, count: Int)
    /// Makes a list empty, its elements -1.
    case empty(list: Slot, count: Slot)
    /// Appends an integer to a list where a number is not zero; the access is the element behind the list's last.
    case take(access: Slot, count: Slot, index: Slot, condition: Slot)
    /// Makes the elements of a stack buffer undefined.
    case undefine(place: Slot)
    /// Enters a loop, or goes behind it when it has no iterations.
    case begin(loop: Slot)
    /// Finds what a loop does not move of the addresses in its body.
    case anchor(loop: Slot)
    /// Goes back to the first statement of a loop while it has iterations.
    case next(loop: Slot)
    /// As `begin` and `next`, for iterations that may come in any order.
    case beginShared(loop: Slot)
    case nextShared(loop: Slot)
    case stop
  }

  /// `constant + Σ coefficient · integer`: the first product here, as most forms have one, the others in `terms`.
  struct Form: Sendable {
    var constant: Int
    var head: Term
    var first: Slot
    var count: Slot
  }

  /// One product of a form.
  struct Term: Sendable {
    var coefficient: Int
    var integer: Slot
  }

  /// One index of an access.
  struct Dimension: Sendable {
    var index: Form
    var extent: Int
    /// Elements between neighbours.
    var stride: Int
    /// Which of the access's dimensions it is.
    var number: Slot
  }

  /// One element of a buffer. Its indices are a range of `dimensions`: first those that stay as they are while the
  /// innermost loop around it runs, then those that move.
  struct Element: Sendable {
    /// Where the buffer starts.
    var base: Int
    /// The integer slot of the address that the fixed dimensions lead to.
    var anchor: Slot
    var first: Slot
    var fixed: Slot
    var moving: Slot
  }

  /// A loop, its upper bounds in a range of `forms`.
  struct Range: Sendable {
    /// The slots of the variable and, in order behind it, of what the loop keeps.
    var variable: Slot
    var lower: Form
    var firstUpper: Slot
    var upperCount: Slot
    var step: Int
    /// The first instruction of the body, and the first behind the loop.
    var body: Int
    var exit: Int
    /// The elements with fixed dimensions, a range of `anchored`.
    var firstAnchored: Slot = 0
    var anchoredCount: Slot = 0
  }

  var instructions: [Instruction] = []
  var terms: [Term] = []
  var forms: [Form] = []
  var dimensions: [Dimension] = []
  var elements: [Element] = []
  /// What each element is in the source, for error messages.
  var accesses: [Access] = []
  var ranges: [Range] = []
  /// Elements by the loops that anchor them.
  var anchored: [Slot] = []
  /// Where stack buffers and lists lie, each in their array of elements.
  var places: [Swift.Range<Int>] = []
  /// The values of number slots at the start.
  var numbers: [Double] = []
  /// The values of integer slots at the start.
  var integers: [Int] = []
}

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
    /// Makes the elements of a stack buffer undefined.
    case undefine(place: Slot)
    /// Enters a loop, or goes behind it when it has no iterations.
    case begin(loop: Slot)
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
  }

  /// One element of a buffer, its indices in a range of `dimensions`.
  struct Element: Sendable {
    /// Where the buffer starts.
    var base: Int
    var first: Slot
    var count: Slot
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
  }

  var instructions: [Instruction] = []
  var terms: [Term] = []
  var forms: [Form] = []
  var dimensions: [Dimension] = []
  var elements: [Element] = []
  /// What each element is in the source, for error messages.
  var accesses: [Access] = []
  var ranges: [Range] = []
  /// Where stack buffers lie.
  var places: [Swift.Range<Int>] = []
  /// The values of number slots at the start.
  var numbers: [Double] = []
  /// How many integer slots there are.
  var integers = 0
}

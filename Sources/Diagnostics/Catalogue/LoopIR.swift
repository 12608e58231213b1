extension DiagnosticID {
  /// E055x to E059x: the loop IR, its text, its rules and its interpreter.
  static let loopEntries: [DiagnosticID] = [
    loopSyntax, loopName, loopType, loopStructure, loopBounds, loopRace, loopRun,
  ]

  /// Text that is not a loop module.
  public static let loopSyntax = DiagnosticID(
    "E0551", "the text is not a loop module",
    """
    The text does not follow the grammar of the textual loop IR; the message gives the line and column and what was \
    expected there. docs/loop-ir.md has the grammar.
    """)

  /// A name that is unknown, taken or no name.
  public static let loopName = DiagnosticID(
    "E0552", "a name in a loop module is unknown or already taken",
    """
    Buffers, sizes, loop variables and scalars must be declared before use and are visible to the end of the body \
    that declares them. A visible name cannot be declared again, so that one name means one thing wherever it is \
    read. Only buffers, which are always followed by brackets, may share a name with an index or scalar.
    """)

  /// A declaration, access or call whose ranks, elements or counts do not fit.
  public static let loopType = DiagnosticID(
    "E0553", "a declaration, access or call does not fit its type",
    """
    An access has one index per dimension of its buffer. Real expressions read and write f32 buffers, and indices \
    are loaded from i32 buffers; parameters and i32 buffers are read-only. A call has one size and one view per \
    parameter of its kernel, and a view spans as many different dimensions as its parameter has.
    """)

  /// Loops, teams and stack buffers where they may not be.
  public static let loopStructure = DiagnosticID(
    "E0554", "a loop module has a structure that the loop IR does not allow",
    """
    Steps must be positive and stack buffers small. Parallel loops must be inside a team, and inside another \
    parallel loop only if that loop contains nothing else. A team writes to memory and to shared scalars only inside \
    its parallel loops. Scratch memory is undefined when a function starts, so it must be written before it is read. \
    docs/loop-ir.md gives the reasons.
    """)

  /// An access that is not proved to stay in its buffer.
  public static let loopBounds = DiagnosticID(
    "E0555", "an access cannot be proved to be in bounds",
    """
    Every index must lie inside its dimension for all values of sizes, loop variables and index scalars. The \
    verifier proves this from the bounds of the enclosing loops; the message names the access, the dimension and the \
    side on which the proof fails. Tighten the loop's bound or enlarge the buffer.
    """)

  /// A parallel loop whose iterations may touch the same element.
  public static let loopRace = DiagnosticID(
    "E0556", "iterations that run concurrently may touch the same element",
    """
    An iteration of a parallel or vector loop may write only elements that no other iteration reads or writes. The \
    verifier accepts a loop if, in some dimension, different iterations touch disjoint ranges. The message names the \
    two accesses for which it found no such dimension.
    """)

  /// A run of the loop interpreter that cannot go on.
  public static let loopRun = DiagnosticID(
    "E0557", "the loop interpreter cannot run the function",
    """
    The function was called with invalid sizes or arguments, accessed memory outside a buffer, read an index outside \
    its declared range, or needs more memory than the interpreter provides. The message names the buffer and the \
    index.
    """)
}

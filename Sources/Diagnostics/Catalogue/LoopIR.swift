extension DiagnosticID {
  /// E055x to E059x: the loop IR, its text, its rules and its interpreter.
  static let loopEntries: [DiagnosticID] = [
    loopSyntax, loopName, loopType, loopStructure, loopBounds, loopRace, loopRun,
  ]

  /// Text that is not a loop module.
  public static let loopSyntax = DiagnosticID(
    "E0551", "the text is not a loop module",
    """
    The parser met something else than the grammar of the textual loop IR allows; the place names line and column, the \
    message what was expected there. docs/loop-ir.md has the grammar.
    """)

  /// A name that is unknown, taken or no name.
  public static let loopName = DiagnosticID(
    "E0552", "a name in a loop module is unknown or taken",
    """
    Buffers, sizes, loop variables and scalars are declared before they are used, and visible to the end of the body \
    that declares them. A name that is visible cannot be declared again, so that one name means one thing wherever it \
    is read; only buffers, which always stand before brackets, may have the name of an index or scalar.
    """)

  /// A declaration, access or call whose ranks, elements or counts do not fit.
  public static let loopType = DiagnosticID(
    "E0553", "a declaration, access or call does not fit its type",
    """
    An access has one index per dimension of its buffer; real expressions read and write f32 buffers, indices are \
    loaded from i32 buffers; parameters and i32 buffers are read only. A call has one size and one view per \
    parameter of its intrinsic, and a view walks along as many different dimensions as its parameter has.
    """)

  /// Loops, teams and stack buffers where they may not be.
  public static let loopStructure = DiagnosticID(
    "E0554", "a loop module is built in a way that the loop IR does not allow",
    """
    Steps are positive and stack buffers small. Parallel loops stand inside a team, not inside one another unless the \
    outer loop holds nothing but the inner one; what a team writes to memory or to scalars that it shares, it writes \
    inside its parallel loops. Scratch memory holds nothing when a function starts, so it is written before it is read. \
    docs/loop-ir.md says why.
    """)

  /// An access that is not proved to stay in its buffer.
  public static let loopBounds = DiagnosticID(
    "E0555", "an access is not proved to be inside its buffer",
    """
    Every index must lie inside its dimension for all values that sizes, loop variables and index scalars can have. \
    The verifier proves this from the bounds of the loops around the access; the message names the access, the \
    dimension and the side on which the proof fails. Tighten the loop's bound or enlarge the buffer.
    """)

  /// A parallel loop whose iterations may touch the same element.
  public static let loopRace = DiagnosticID(
    "E0556", "iterations that run at the same time may touch the same element",
    """
    An iteration of a parallel or vector loop may write only elements that no other iteration reads or writes. The \
    verifier accepts a loop when in some dimension the ranges touched by different iterations are apart; the message \
    names the two accesses for which it found no such dimension.
    """)

  /// A run of the loop interpreter that cannot go on.
  public static let loopRun = DiagnosticID(
    "E0557", "the loop interpreter cannot run the function",
    """
    The function was called with sizes or arguments that it does not take, or a step of it left a buffer, read an \
    index outside the range that it declares, or needs more memory than the interpreter gives. The message names the \
    buffer and the index.
    """)
}

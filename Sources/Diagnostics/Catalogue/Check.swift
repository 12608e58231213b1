extension DiagnosticID {
  /// E06xx: passes and what they accept, promise and break.
  static let checkEntries: [DiagnosticID] = [
    illegalForm, unknownPass, passBrokeGuarantee, badMemoryPlan, emittedDiffers,
  ]

  /// A pass met an operation it does not accept.
  public static let illegalForm = DiagnosticID(
    "E0601", "a pass does not accept a form in its input",
    """
    Each pass declares which forms of operations it accepts; the passes before it in the pipeline bring a module \
    into that form. With `ssdc opt`, run those passes too; `ssdc opt --list` prints them in order.
    """)

  /// A pass name that names nothing.
  public static let unknownPass = DiagnosticID(
    "E0602", "unknown pass", exit: .usage,
    """
    The name after `--pass` or `--dump-ir-after` is not a pass of the pipeline. `ssdc opt --list` prints all names \
    with what each pass does and how exact it is.
    """)

  /// A pass changed results more than it promised.
  public static let passBrokeGuarantee = DiagnosticID(
    "E0603", "a pass changed results more than it promises", exit: .checkFailed,
    """
    The model was run before and after every pass, and the results after this pass differ by more than its exactness \
    allows. This is a bug in the compiler: please report it with the model's description and the message.
    """)

  /// A memory plan in which two live buffers overlap.
  public static let badMemoryPlan = DiagnosticID(
    "E0604", "the memory plan is invalid", exit: .internalError,
    """
    Two buffers that are live at the same time overlap, or a buffer lies outside its space. This is a bug in the \
    compiler, found before any code was emitted: please report it.
    """)

  /// The emitted program and the reference disagree.
  public static let emittedDiffers = DiagnosticID(
    "E0605", "the emitted program differs from the reference", exit: .checkFailed,
    """
    The results of the compiled program differ from the 64-bit reference by more than 32-bit arithmetic explains. A \
    common cause is a compiler option that changes floating-point rules, such as -ffast-math; otherwise please \
    report it.
    """)
}

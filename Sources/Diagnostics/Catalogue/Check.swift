extension DiagnosticID {
  /// E06xx: passes and what they accept, promise and break.
  static let checkEntries: [DiagnosticID] = [
    illegalForm, unknownPass, passBrokeItsWord, badMemoryPlan, emittedDiffers,
  ]

  /// A pass met an operation it does not accept.
  public static let illegalForm = DiagnosticID(
    "E0601", "a pass met a form that it does not accept",
    """
    Each pass states which forms of operations it accepts; the passes before it in the pipeline bring a module into \
    that form. With `ssdc opt`, name those passes too; `ssdc opt --list` prints them in order.
    """)

  /// A pass name that names nothing.
  public static let unknownPass = DiagnosticID(
    "E0602", "no pass has this name", exit: .usage,
    """
    The name after `--pass` or `--dump-ir-after` is not one of the passes of the pipeline. `ssdc opt --list` prints \
    all names with what each pass does and how exact it promises to be.
    """)

  /// A pass changed results more than it promised.
  public static let passBrokeItsWord = DiagnosticID(
    "E0603", "a pass changed results more than it promised", exit: .checkFailed,
    """
    The model was run before and after every pass, and the results after this pass differ by more than its class \
    allows. This is a defect of the compiler: please report it with the model's description and the message.
    """)

  /// A memory plan in which two live buffers overlap.
  public static let badMemoryPlan = DiagnosticID(
    "E0604", "the memory plan is wrong", exit: .internalError,
    """
    Two buffers that are needed at the same time were given overlapping places, or one lies outside its space. This is \
    a defect of the compiler, found before any code was emitted: please report it.
    """)

  /// The emitted program and the reference disagree.
  public static let emittedDiffers = DiagnosticID(
    "E0605", "the emitted program differs from the reference", exit: .checkFailed,
    """
    The compiled program's logits are farther from the 64-bit reference than 32-bit arithmetic explains. Compiler \
    options that change floating-point rules, such as -ffast-math, are a common cause; otherwise please report it.
    """)
}

extension DiagnosticID {
  /// E09xx: schedules and their rewrites.
  static let scheduleEntries: [DiagnosticID] = [scheduleSyntax, badSchedule, badRewrite]

  /// A schedule file that cannot be read.
  public static let scheduleSyntax = DiagnosticID(
    "E0901", "the schedule has a syntax error",
    """
    A schedule is text: the word schedule and its version, the tokens of a prefill segment and the chunk size if they \
    are chosen, then blocks such as `linear many { … }` with one rewrite a line. docs/schedules.md describes it, and \
    the manifest of an emitted project contains the one that was used.
    """)

  /// A schedule that names something that is not there.
  public static let badSchedule = DiagnosticID(
    "E0902", "the schedule names something that is not there",
    """
    A rewrite names loops, scalars and kernels. What it names must exist where it is applied, after the rewrites \
    before it, and only once; the notes list what there is.
    """)

  /// A rewrite that would not be right.
  public static let badRewrite = DiagnosticID(
    "E0903", "a rewrite of the schedule is not allowed here",
    """
    Rewrites never change what a model computes. This one can't be shown to keep the order of what must stay in \
    order, or its loops don't have the form that it needs. The message says which, and what would fit.
    """)
}

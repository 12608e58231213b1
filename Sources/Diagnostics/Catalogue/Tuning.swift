extension DiagnosticID {
  /// E091x: tuning and its records.
  static let tuningEntries: [DiagnosticID] = [
    damagedRecord, truncatedRecord, foreignRecord, futureRecord, inexactCandidate, failedTuner,
  ]

  /// A tuning record that is not what a tuner wrote.
  public static let damagedRecord = DiagnosticID(
    "E0911", "the tuning record is damaged",
    """
    A record is text that `ssdc tune` writes: a version, machines, plans in order, and at the end their number and a \
    checksum. This one has a line that is none of these, or its checksum is another. Nothing of it was used. Copy it \
    again from where it was made, or tune again.
    """)

  /// A tuning record without its end.
  public static let truncatedRecord = DiagnosticID(
    "E0912", "the tuning record is cut off",
    """
    The last line of a record tells how many lines there are and their checksum; this one lacks it, as a file does \
    whose copy was interrupted. Nothing of it was used. Copy it again, or tune again.
    """)

  /// A tuning record of another machine.
  public static let foreignRecord = DiagnosticID(
    "E0913", "the tuning record was measured on another machine",
    """
    What is fastest on one machine may be slow on another, so a record is used where processor, cores, caches, \
    compiler and flags are those that it was measured with; for a target other than this machine, where the \
    architecture and the flags are. `--accept-other-machine` uses it all the same; results stay right.
    """)

  /// A tuning record of a later version.
  public static let futureRecord = DiagnosticID(
    "E0914", "the tuning record is of a later version",
    """
    The first line of a record is its version. A later one may mean things that this compiler doesn't know. Use the \
    compiler that wrote it, or tune again.
    """)

  /// A candidate whose results differ.
  public static let inexactCandidate = DiagnosticID(
    "E0915", "a candidate computes something else", exit: .checkFailed,
    """
    Before a candidate is timed, the tuner compares its results with those of the plain loops. A difference beyond \
    rounding is a fault of the compiler, or of the C compiler with its flags. The candidate was not timed.
    """)

  /// A tuner that didn't run to its end.
  public static let failedTuner = DiagnosticID(
    "E0916", "the tuning program failed", exit: .environment,
    """
    The program that times candidates ended before it could tell its results. The message shows how it ended and its \
    last words. With `--runner`, try the runner's command by itself first.
    """)
}

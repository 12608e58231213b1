extension DiagnosticID {
  /// E08xx: the command line.
  static let usageEntries: [DiagnosticID] = [
    unknownErrorID, badOption, unsupportedOption, unknownFile,
  ]

  /// An id that is not in the catalogue.
  public static let unknownErrorID = DiagnosticID(
    "E0801", "unknown error id", exit: .usage,
    """
    Ids consist of E and four digits, as printed in brackets after the word `error`. `ssdc explain` without an id \
    lists all errors.
    """)

  /// An option whose value cannot be.
  public static let badOption = DiagnosticID(
    "E0802", "an option has an invalid value", exit: .usage,
    """
    The message names the option, the value given and the values allowed. `ssdc COMMAND --help` lists the options of \
    a command.
    """)

  /// An option that this version does not carry out.
  public static let unsupportedOption = DiagnosticID(
    "E0803", "an option is not supported in this version", exit: .usage,
    """
    The option is reserved, but this version of ssdc does not implement it for this model or target. Nothing was \
    written.
    """)

  /// A file of no kind that can be described.
  public static let unknownFile = DiagnosticID(
    "E0804", "unknown file type",
    """
    `ssdc inspect` describes model folders and descriptions, safetensors files, PyTorch checkpoints, emitted \
    projects with their weights and saved states, and textual IR in *.ssd files. The file is none of these, is \
    damaged, or was made by a newer version.
    """)
}

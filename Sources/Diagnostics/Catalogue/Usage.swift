extension DiagnosticID {
  /// E08xx: the command line.
  static let usageEntries: [DiagnosticID] = [
    unknownErrorID, badOption, unsupportedOption, unknownFile,
  ]

  /// An id that is not in the catalogue.
  public static let unknownErrorID = DiagnosticID(
    "E0801", "no error has this id", exit: .usage,
    """
    Ids are an E and four digits, as printed in brackets after the word `error`. `ssdc explain` without an id lists the \
    whole catalogue.
    """)

  /// An option whose value cannot be.
  public static let badOption = DiagnosticID(
    "E0802", "an option has a value that cannot be", exit: .usage,
    """
    The message names the option, the value that was given and the values that are possible. `ssdc COMMAND --help` lists \
    the options of a command.
    """)

  /// An option that this version does not carry out.
  public static let unsupportedOption = DiagnosticID(
    "E0803", "this version cannot do what an option asks", exit: .usage,
    """
    The option is part of the command line so that scripts can be written for it, but this version of ssdc does not carry \
    it out for this model or target. Nothing was written.
    """)

  /// A file of no kind that can be described.
  public static let unknownFile = DiagnosticID(
    "E0804", "a file is of a kind that cannot be described",
    """
    `ssdc inspect` describes model folders and descriptions, safetensors files, PyTorch checkpoints, emitted projects with \
    their weights and saved states, and textual IR in files that end in .ssd. The file is none of these, or a damaged \
    one, or was made by a newer version.
    """)
}

extension DiagnosticID {
  /// E050x to E054x: the graph and its text.
  static let irEntries: [DiagnosticID] = [
    graphSyntax, badAttribute, unknownOperation, illTyped, badValue, badDeclaration, badEffect,
  ]

  /// Text that is not a graph module.
  public static let graphSyntax = DiagnosticID(
    "E0501", "the text is not a graph module",
    """
    The parser met something else than the grammar of textual IR allows; the place names line and column. \
    docs/graph-ir.md has the grammar, and `ssdc compile MODEL --emit ir` prints a module to start from.
    """)

  /// Attributes that an operation does not take.
  public static let badAttribute = DiagnosticID(
    "E0502", "an operation has a wrong attribute",
    """
    Each operation takes a fixed set of attributes between braces. The message names the operation and the attribute \
    that is missing, out of range or unknown; docs/graph-ir.md lists them all.
    """)

  /// A mnemonic that names nothing.
  public static let unknownOperation = DiagnosticID(
    "E0503", "no operation has this name",
    """
    The name before the operands is not one of the operations of the graph. docs/graph-ir.md lists them; names are \
    lower case with dots or underscores, such as `conv.causal`.
    """)

  /// Operands or results whose types break an operation's rule.
  public static let illTyped = DiagnosticID(
    "E0504", "an operation's types do not fit its rule",
    """
    Every operation states which types its operands must have and which types its results then have. The message gives \
    the rule that does not hold, or the result type that was written and the one that follows from the operands.
    """)

  /// A value that is undefined, defined twice or used outside its region.
  public static let badValue = DiagnosticID(
    "E0505", "a value is used wrongly",
    """
    A value is defined once, before its uses, and visible to the end of the region that defines it and in regions \
    nested there. The message names the value and what is wrong with its definition or use.
    """)

  /// A parameter, state or function that is declared wrongly.
  public static let badDeclaration = DiagnosticID(
    "E0506", "a declaration is wrong",
    """
    Parameters, states and functions have unique names, and fixed extents; the first of a state may be past(L), with the same L \
    for all such states. Those of a `repeat` are stacked, one per \
    block, and are read only inside a `repeat` of that count. The name \
    `__metadata__` is taken: weights files use it for themselves.
    """)

  /// A state that is read or written out of order.
  public static let badEffect = DiagnosticID(
    "E0507", "a state is read or written out of order",
    """
    A function reads each state once and then writes it once: the value read is what the previous call wrote. The \
    message names the state and the read or write that is missing, doubled or in the wrong order.
    """)
}

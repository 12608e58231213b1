extension DiagnosticID {
  /// E050x to E054x: the graph and its text.
  static let irEntries: [DiagnosticID] = [
    graphSyntax, badAttribute, unknownOperation, illTyped, badValue, badDeclaration, badEffect,
    unknownFactors,
  ]

  /// Text that is not a graph module.
  public static let graphSyntax = DiagnosticID(
    "E0501", "the text is not a graph module",
    """
    The text does not follow the grammar of textual IR; the message gives the line and column. docs/graph-ir.md has \
    the grammar, and `ssdc compile MODEL --emit ir` prints a module to start from.
    """)

  /// Attributes that an operation does not take.
  public static let badAttribute = DiagnosticID(
    "E0502", "an operation has an invalid attribute",
    """
    Each operation takes a fixed set of attributes in braces. The message names the operation and the attribute that \
    is missing, out of range or unknown; docs/graph-ir.md lists them all.
    """)

  /// A mnemonic that names nothing.
  public static let unknownOperation = DiagnosticID(
    "E0503", "unknown operation",
    """
    The name before the operands is not an operation of the graph. docs/graph-ir.md lists the operations; their \
    names are lower case with dots or underscores, such as `conv.causal`.
    """)

  /// Operands or results whose types break an operation's rule.
  public static let illTyped = DiagnosticID(
    "E0504", "an operation's types violate its typing rule",
    """
    Every operation determines the types its operands may have and the types of its results. The message gives the \
    violated rule, or the result type as written and as derived from the operands.
    """)

  /// A value that is undefined, defined twice or used outside its region.
  public static let badValue = DiagnosticID(
    "E0505", "a value is used incorrectly",
    """
    A value is defined once, before its uses, and is visible to the end of the region that defines it and in nested \
    regions. The message names the value and the problem with its definition or use.
    """)

  /// A parameter, state or function that is declared wrongly.
  public static let badDeclaration = DiagnosticID(
    "E0506", "a declaration is invalid",
    """
    Parameters, states and functions must have unique names and fixed extents. The first extent of a state may be \
    past(L), with the same L for all such states. Parameters and states of a `repeat` are stacked, one slice per \
    block, and are read only inside a `repeat` that fits their count. The name `__metadata__` is reserved by the \
    weights file format.
    """)

  /// A state that is read or written out of order.
  public static let badEffect = DiagnosticID(
    "E0507", "a state is read or written out of order",
    """
    A function reads each state once and then writes it once; the value read is what the previous call wrote. The \
    message names the state and the read or write that is missing, duplicated or out of order.
    """)

  /// A matrix that is applied, but not defined as a product of known factors.
  public static let unknownFactors = DiagnosticID(
    "E0508", "a matrix is applied whose factors are unknown",
    """
    The matrix of `apply` must be defined as the `hadamard` product, in either order, of a `decay_matrix` and a \
    `low_rank_matrix`: the state before the call and the one after it depend on these factors. The message names the \
    value whose definition is something else; a matrix cannot be an argument of a region.
    """)
}

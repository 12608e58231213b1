extension DiagnosticID {
  /// E01xx: files, JSON and safetensors.
  static let containerEntries: [DiagnosticID] = [
    jsonSyntax, jsonText, duplicateKey, jsonNumber, jsonLimit,
  ]

  /// Bytes that are not JSON.
  public static let jsonSyntax = DiagnosticID(
    "E0110", "the file is not JSON",
    """
    The bytes break the grammar of JSON (RFC 8259) at the given offset. Comments, trailing commas, single quotes and \
    anything after the end of the value are not part of JSON. A truncated download is a common cause: fetch it again.
    """)

  /// Text in JSON that is not Unicode.
  public static let jsonText = DiagnosticID(
    "E0111", "text in a JSON file is not valid Unicode",
    """
    JSON is UTF-8 without a byte order mark, and every \\u escape above U+FFFF is a pair of surrogates. Anything else is \
    understood differently by different readers, so it is refused. Save the file again as plain UTF-8.
    """)

  /// A key twice in one object.
  public static let duplicateKey = DiagnosticID(
    "E0112", "a key occurs twice in a JSON object",
    """
    Readers disagree on which of the two values counts, so a file could mean one thing to a scanner and another to this \
    compiler. Keys are compared after unescaping: "\\u0077" is "w". Remove one of the two members.
    """)

  /// A number that cannot be represented.
  public static let jsonNumber = DiagnosticID(
    "E0113", "a number in a JSON file is out of range",
    """
    Integers must fit 64 bits and other numbers a finite double. NaN and Infinity are not JSON; they are accepted only \
    in configurations, where old versions of transformers wrote them bare.
    """)

  /// JSON that is too deep or too big.
  public static let jsonLimit = DiagnosticID(
    "E0114", "a JSON file is nested too deeply or has too many values",
    """
    No file that describes a model comes near these limits; they keep a hostile file from exhausting memory or the \
    stack. Check that the file is what you think it is.
    """)
}

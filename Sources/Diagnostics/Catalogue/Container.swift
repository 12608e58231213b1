extension DiagnosticID {
  /// E01xx: files, JSON and safetensors.
  static let containerEntries: [DiagnosticID] = [
    unreadableFile, fileChanged, unsafePath, jsonSyntax, jsonText, duplicateKey, jsonNumber,
    jsonLimit, notSafetensors, safetensorsHeader, tensorEntry, tensorLayout, shardIndex,
    missingShard, shardDisagreement, nonFiniteWeight, wrongShape,
  ]

  /// A file that cannot be read.
  public static let unreadableFile = DiagnosticID(
    "E0101", "a file or folder cannot be read",
    """
    The path does not exist, is not a regular file (a folder, a pipe, a device), is not readable, or is far larger \
    than such a file can be. Check the path and its permissions.
    """)

  /// A file that lost bytes while it was read.
  public static let fileChanged = DiagnosticID(
    "E0102", "a file changed while it was read",
    """
    The file was shorter than when it was opened, or reading it failed. Common causes are a download still in \
    progress and a failing disk: wait for the download, or fetch the file again.
    """)

  /// A name that leads out of its folder.
  public static let unsafePath = DiagnosticID(
    "E0103", "a file name points outside the model's folder",
    """
    An index, a pickle or a description may name only plain files in its own folder, so that a downloaded model \
    cannot make the compiler read anything else. To keep a file elsewhere, put a symbolic link to it in the folder.
    """)

  /// Bytes that are not JSON.
  public static let jsonSyntax = DiagnosticID(
    "E0110", "the file is not valid JSON",
    """
    The file breaks the JSON grammar (RFC 8259) at the given offset. Comments, trailing commas, single quotes and \
    anything after the end of the value are not allowed. A common cause is a truncated download: fetch the file \
    again.
    """)

  /// Text in JSON that is not Unicode.
  public static let jsonText = DiagnosticID(
    "E0111", "text in a JSON file is not valid Unicode",
    """
    JSON is UTF-8 without a byte order mark, and every \\u escape above U+FFFF is a surrogate pair. Readers disagree \
    on anything else, so it is rejected. Save the file again as plain UTF-8.
    """)

  /// A key twice in one object.
  public static let duplicateKey = DiagnosticID(
    "E0112", "a key occurs twice in a JSON object",
    """
    Readers disagree on which of the two values counts, so a file could mean one thing to a scanner and another to \
    this compiler. Keys are compared after unescaping: "\\u0077" is "w". Remove one of the two members.
    """)

  /// A number that cannot be represented.
  public static let jsonNumber = DiagnosticID(
    "E0113", "a number in a JSON file is out of range",
    """
    Integers must fit in 64 bits and other numbers in a finite double. NaN and Infinity are not JSON; they are \
    accepted only in configurations, because old versions of transformers wrote them.
    """)

  /// JSON that is too deep or too big.
  public static let jsonLimit = DiagnosticID(
    "E0114", "a JSON file is nested too deeply or has too many values",
    """
    No file that describes a model comes near these limits, which keep a hostile file from exhausting memory or the \
    stack. Check that this is the right file.
    """)

  /// A file of another kind.
  public static let notSafetensors = DiagnosticID(
    "E0120", "the file is not safetensors",
    """
    The first bytes belong to a different type of file, which the message names. A web page or a Git LFS pointer \
    means that the download did not fetch the file itself.
    """)

  /// A broken safetensors header.
  public static let safetensorsHeader = DiagnosticID(
    "E0121", "the safetensors header is invalid",
    """
    A safetensors file starts with 8 little-endian bytes that give the length of a JSON header, at most 100,000,000 \
    bytes. That length or the header is invalid: the file is truncated or not safetensors. Fetch it again.
    """)

  /// A bad entry of a safetensors header.
  public static let tensorEntry = DiagnosticID(
    "E0122", "an entry of the safetensors header is invalid",
    """
    Each tensor has exactly the fields dtype, shape and data_offsets. The offsets lie inside the file, and their \
    difference is the number of elements times the element size. The file is damaged or was made to attack readers.
    """)

  /// Tensors that do not tile a safetensors file.
  public static let tensorLayout = DiagnosticID(
    "E0123", "the tensors do not exactly fill the safetensors file",
    """
    The tensors of a safetensors file follow one another without overlaps or gaps, and the last one ends where the \
    file ends. Otherwise the file could hide data or be truncated: fetch it again.
    """)

  /// A broken index of shards.
  public static let shardIndex = DiagnosticID(
    "E0130", "the shard index is invalid",
    """
    model.safetensors.index.json must have an object weight_map that maps every tensor to the name of the file that \
    contains it. Fetch the index again.
    """)

  /// A shard that is not there.
  public static let missingShard = DiagnosticID(
    "E0131", "a file listed in the shard index is missing",
    """
    The checkpoint consists of several files, and one that the index lists is not in the folder. Fetch the missing \
    file.
    """)

  /// Index and shards that disagree.
  public static let shardDisagreement = DiagnosticID(
    "E0132", "the shard index and the shards disagree",
    """
    Each tensor must be in exactly one shard, the one given by the index. A common cause is a mix of files from two \
    versions of a checkpoint: fetch all of them again.
    """)

  /// A weight that is not a number or infinite.
  public static let nonFiniteWeight = DiagnosticID(
    "E0140", "a weight is not finite",
    """
    The checkpoint contains a weight that is NaN, infinite, or out of the range of 32-bit floats, so the model's \
    results would be meaningless. If this is intended, pass --allow-nonfinite.
    """)

  /// A tensor of the wrong shape.
  public static let wrongShape = DiagnosticID(
    "E0142", "a tensor's shape does not match the configuration",
    """
    The message gives the shape in the file and the shape expected from the configuration. Usually the configuration \
    belongs to another checkpoint.
    """)
}

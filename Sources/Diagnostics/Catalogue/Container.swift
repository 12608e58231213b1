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
    The path leads nowhere, to something that is not a regular file (a folder, a pipe, a device), or to a file that \
    may not be read or is far bigger than such a file ever is. Check the path and its permissions.
    """)

  /// A file that lost bytes while it was read.
  public static let fileChanged = DiagnosticID(
    "E0102", "a file changed while it was read",
    """
    The file was shorter, or failed to read, at a place that existed when it was opened. A download still in \
    progress or a failing disk are common causes: wait for the download or fetch the file again.
    """)

  /// A name that leads out of its folder.
  public static let unsafePath = DiagnosticID(
    "E0103", "a name leads out of the model's folder",
    """
    An index, a pickle or a description may name only plain files in its own folder, so that a downloaded model cannot \
    make the compiler read anything else. To keep a file elsewhere, put a symbolic link to it in the folder.
    """)

  /// Bytes that are not JSON.
  public static let jsonSyntax = DiagnosticID(
    "E0110", "the file is not JSON",
    """
    The bytes break the grammar of JSON (RFC 8259) at the given offset. Comments, trailing commas, single quotes and \
    anything after the end of the value are not part of JSON. A truncated download is a common cause: fetch it \
    again.
    """)

  /// Text in JSON that is not Unicode.
  public static let jsonText = DiagnosticID(
    "E0111", "text in a JSON file is not valid Unicode",
    """
    JSON is UTF-8 without a byte order mark, and every \\u escape above U+FFFF is a pair of surrogates. Anything \
    else is understood differently by different readers, so it is refused. Save the file again as plain UTF-8.
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
    Integers must fit 64 bits and other numbers a finite double. NaN and Infinity are not JSON; they are accepted \
    only in configurations, where old versions of transformers wrote them bare.
    """)

  /// JSON that is too deep or too big.
  public static let jsonLimit = DiagnosticID(
    "E0114", "a JSON file is nested too deeply or has too many values",
    """
    No file that describes a model comes near these limits; they keep a hostile file from exhausting memory or the \
    stack. Check that the file is what you think it is.
    """)

  /// A file of another kind.
  public static let notSafetensors = DiagnosticID(
    "E0120", "the file is of another kind than safetensors",
    """
    The first bytes are those of a different kind of file, which the message names. A web page or a Git LFS pointer \
    means that the download did not fetch the file itself.
    """)

  /// A broken safetensors header.
  public static let safetensorsHeader = DiagnosticID(
    "E0121", "the safetensors header is broken",
    """
    A safetensors file starts with 8 bytes, little-endian, that give the length of a header in JSON, at most \
    100,000,000 bytes. Here that length or what follows it cannot be right. The file is truncated or not \
    safetensors: fetch it again.
    """)

  /// A bad entry of a safetensors header.
  public static let tensorEntry = DiagnosticID(
    "E0122", "an entry of the safetensors header is wrong",
    """
    Each tensor has exactly the fields dtype, shape and data_offsets; the offsets lie inside the file, and their \
    difference is the number of elements times the size of one. A file that breaks this is damaged or made to attack \
    readers.
    """)

  /// Tensors that do not tile a safetensors file.
  public static let tensorLayout = DiagnosticID(
    "E0123", "the tensors do not tile the safetensors file",
    """
    The tensors of a safetensors file follow one another with no overlap and no hole, and the last ends where the \
    file ends. Otherwise the file could hide data, or be truncated: fetch it again.
    """)

  /// A broken index of shards.
  public static let shardIndex = DiagnosticID(
    "E0130", "the index of shards is broken",
    """
    model.safetensors.index.json has an object weight_map that gives for every tensor the name of the file that \
    holds it. Fetch the index again.
    """)

  /// A shard that is not there.
  public static let missingShard = DiagnosticID(
    "E0131", "a file that the index lists is missing",
    """
    The checkpoint is in several files, and one that the index lists is not in the folder. Fetch the missing file.
    """)

  /// Index and shards that disagree.
  public static let shardDisagreement = DiagnosticID(
    "E0132", "the index and the shards disagree",
    """
    Each tensor must be in exactly one shard, the one that the index gives. A mix of files from two versions of a \
    checkpoint is a common cause: fetch all of them again.
    """)

  /// A weight that is not a number or infinite.
  public static let nonFiniteWeight = DiagnosticID(
    "E0140", "a weight is not finite",
    """
    The checkpoint holds NaN or an infinite weight, or one beyond the range of 32-bit numbers; what the model \
    computes from it would be worthless. If that is intended, pass --allow-nonfinite.
    """)

  /// A tensor of the wrong shape.
  public static let wrongShape = DiagnosticID(
    "E0142", "a tensor has another shape than the configuration calls for",
    """
    The message gives the shape in the file and the expected one, which follows from the configuration. Usually the \
    configuration belongs to another checkpoint.
    """)
}

extension DiagnosticID {
  /// E03xx: zip archives and pickles.
  static let pickleEntries: [DiagnosticID] = [
    notZip, zipStructure, zipUnsupported, zipDisagreement, zipChecksum, zipName, pickleOpcode,
    pickleGlobal, pickleMalformed, pickleLimit, pickleTensor,
  ]

  /// A file that is no zip archive.
  public static let notZip = DiagnosticID(
    "E0301", "the checkpoint is not a zip archive",
    """
    Since version 1.6, PyTorch writes checkpoints as zip archives. Older files are bare pickles, which cannot be \
    checked before executing them: load the checkpoint in a trusted environment and save it again, preferably as \
    safetensors.
    """)

  /// A broken zip archive.
  public static let zipStructure = DiagnosticID(
    "E0302", "the zip archive is corrupt",
    """
    The directory at the end of the archive does not describe the file: an offset or size is out of bounds, entries \
    overlap, or the archive is truncated. Fetch the file again.
    """)

  /// A zip feature that checkpoints do not use.
  public static let zipUnsupported = DiagnosticID(
    "E0303", "the zip archive uses an unsupported feature",
    """
    PyTorch stores entries uncompressed, unencrypted and in one file. Nothing else is supported, because a few bytes \
    of compressed data can stand for gigabytes.
    """)

  /// Two records of a zip entry that disagree.
  public static let zipDisagreement = DiagnosticID(
    "E0304", "two records of the same zip entry disagree",
    """
    A zip archive describes each entry twice: before its data, and in the directory at the end. If the two differ, \
    different readers see different files, so the archive is rejected.
    """)

  /// Data with the wrong checksum.
  public static let zipChecksum = DiagnosticID(
    "E0305", "a zip entry's data does not match its checksum",
    """
    The bytes of the entry are not the ones that were written, because of a damaged download or disk: fetch the file \
    again.
    """)

  /// A name that a checkpoint entry cannot have.
  public static let zipName = DiagnosticID(
    "E0306", "a zip entry has a forbidden name",
    """
    Names in the archive must be unique and must not lead outside it with .. or an absolute path. PyTorch never \
    writes such names.
    """)

  /// A pickle opcode that is not allowed.
  public static let pickleOpcode = DiagnosticID(
    "E0310", "the pickle uses an opcode that is not allowed",
    """
    A pickle is a program. ssdc interprets only the few instructions needed to build a table of tensors and rejects \
    all others; there is no option to allow more. Convert the checkpoint to safetensors in a trusted environment.
    """)

  /// A pickle that names a forbidden global.
  public static let pickleGlobal = DiagnosticID(
    "E0311", "the pickle references a forbidden name",
    """
    A table of tensors needs only collections.OrderedDict, torch._utils._rebuild_tensor_v2 and torch.FloatStorage, \
    HalfStorage and BFloat16Storage. A pickle that references anything else could run code on your machine in other \
    readers: do not load it anywhere.
    """)

  /// A pickle that makes no sense.
  public static let pickleMalformed = DiagnosticID(
    "E0312", "the pickle is malformed",
    """
    The pickle ends early, or an instruction uses a value that does not exist or has the wrong type. The file is \
    damaged or was not written by PyTorch.
    """)

  /// A pickle beyond what any checkpoint needs.
  public static let pickleLimit = DiagnosticID(
    "E0313", "the pickle exceeds the limits for checkpoints",
    """
    The stack, the memo, the nesting depth and the number of instructions of a pickle are limited, so that a small \
    file cannot exhaust memory or time.
    """)

  /// A pickled tensor that does not fit its storage.
  public static let pickleTensor = DiagnosticID(
    "E0314", "a tensor in the pickle does not fit its storage",
    """
    Each tensor must be a contiguous row-major view of a storage whose entry in the archive has exactly the stated \
    size. Other strides are not supported: call .contiguous() before saving.
    """)
}

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
    PyTorch has written its checkpoints as zip archives since version 1.6. Older files are bare pickles, which no \
    reader can check before executing them: load the checkpoint in a trusted environment and save it again, best as \
    safetensors.
    """)

  /// A broken zip archive.
  public static let zipStructure = DiagnosticID(
    "E0302", "the zip archive is broken",
    """
    The directory at the end of the archive does not describe the file: an offset or size lies outside it, entries \
    overlap, or the archive is truncated. Fetch the file again.
    """)

  /// A zip feature that checkpoints do not use.
  public static let zipUnsupported = DiagnosticID(
    "E0303", "the zip archive uses a feature that checkpoints do not",
    """
    PyTorch stores its entries uncompressed, unencrypted and in one file. Anything else is not read: a few bytes of \
    compressed data can stand for gigabytes.
    """)

  /// Two records of a zip entry that disagree.
  public static let zipDisagreement = DiagnosticID(
    "E0304", "two records of the same zip entry disagree",
    """
    A zip archive describes each entry twice, in front of its data and in the directory at its end. Where the two \
    differ, readers see different files, so the archive is refused.
    """)

  /// Data with the wrong checksum.
  public static let zipChecksum = DiagnosticID(
    "E0305", "the data of a zip entry have the wrong checksum",
    """
    The bytes of the entry are not those that were written. The download or the disk damaged them: fetch the file \
    again.
    """)

  /// A name that a checkpoint entry cannot have.
  public static let zipName = DiagnosticID(
    "E0306", "a zip entry has a forbidden name",
    """
    The names in the archive must be unique, and must not lead out of it with .. or an absolute path. PyTorch never \
    writes such names.
    """)

  /// A pickle opcode that is not allowed.
  public static let pickleOpcode = DiagnosticID(
    "E0310", "the pickle uses an opcode that is not allowed",
    """
    A pickle is a program. The reader runs the few instructions that build a table of tensors, and refuses all \
    others; there is no switch to allow more. Convert the checkpoint to safetensors in a trusted environment.
    """)

  /// A pickle that names a forbidden global.
  public static let pickleGlobal = DiagnosticID(
    "E0311", "the pickle names something that it must not",
    """
    Tables of tensors need exactly collections.OrderedDict, torch._utils._rebuild_tensor_v2 and torch.FloatStorage, \
    HalfStorage and BFloat16Storage. A pickle that names anything else could run code on your machine in other \
    readers: do not load it anywhere.
    """)

  /// A pickle that makes no sense.
  public static let pickleMalformed = DiagnosticID(
    "E0312", "the pickle is malformed",
    """
    The instructions of the pickle take values that are not there or not of the kind they need, or end early. The \
    file is damaged, or was not written by PyTorch.
    """)

  /// A pickle beyond what any checkpoint needs.
  public static let pickleLimit = DiagnosticID(
    "E0313", "the pickle asks for more than any checkpoint needs",
    """
    The stack, the memo, the nesting and the number of instructions of a pickle are limited, so that a small file \
    cannot exhaust memory or time.
    """)

  /// A pickled tensor that does not fit its storage.
  public static let pickleTensor = DiagnosticID(
    "E0314", "a tensor of the pickle does not fit its storage",
    """
    Each tensor is a contiguous row-major view of a storage, whose entry in the archive has exactly the stated size. \
    Views with other strides are not weights as PyTorch saves them: call .contiguous() before saving.
    """)
}

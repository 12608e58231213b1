extension DiagnosticID {
  /// E02xx: model configurations and descriptions, and tensors that do not fit them.
  static let configurationEntries: [DiagnosticID] = [
    noModel, unsupportedFamily, configKey, configValue, unsupportedSetting, missingTensor,
    unexpectedTensor, wrongType, tiedHeadDiffers, yamlSyntax, yamlLimit,
    descriptionKey, descriptionValue, undescribable,
  ]

  /// A path without a model.
  public static let noModel = DiagnosticID(
    "E0201", "there is no model here",
    """
    A model is a folder with config.json and either model.safetensors, model.safetensors.index.json or \
    pytorch_model.bin, or a description in a file that ends in .yaml. Check the path, and that the download is \
    complete.
    """)

  /// A family of models that is not supported.
  public static let unsupportedFamily = DiagnosticID(
    "E0202", "this family of models is not supported",
    """
    config.json names a model_type that the compiler does not know. Supported are mamba and mamba2 in the layout of \
    transformers, and Mamba2 in the layout of state-spaces.
    """)

  /// A key that is missing or of the wrong kind.
  public static let configKey = DiagnosticID(
    "E0203", "a key of the configuration is missing or of the wrong kind",
    """
    The sizes of a model are never guessed: each key that the message names must be there, and integers must be \
    written as integers (2, not 2.0 or 2e0).
    """)

  /// A value that cannot be right.
  public static let configValue = DiagnosticID(
    "E0204", "a value of the configuration cannot be right",
    """
    The value is out of range or contradicts another one: sizes are positive and moderate, the inner width is heads \
    times head size, the heads divide evenly among the groups, and limits are ordered.
    """)

  /// A setting that is understood but not supported.
  public static let unsupportedSetting = DiagnosticID(
    "E0205", "a setting of the configuration is not supported",
    """
    The configuration asks for a variant of the model that the compiler does not implement. Compiling it as \
    something else would give wrong results, so it is refused.
    """)

  /// A tensor that is not in the checkpoint.
  public static let missingTensor = DiagnosticID(
    "E0210", "the checkpoint lacks a tensor",
    """
    The configuration calls for a weight that no file of the checkpoint holds. A wrong number of layers, a wrong tie \
    of head and embedding, or a missing file are common causes.
    """)

  /// A tensor that the model has no place for.
  public static let unexpectedTensor = DiagnosticID(
    "E0211", "the checkpoint has a tensor that the model does not use",
    """
    A weight that is ignored would change what the model computes, so each one must have its place. Usually the \
    configuration belongs to another checkpoint or the model is a variant that is not supported.
    """)

  /// A tensor of a type that weights do not have.
  public static let wrongType = DiagnosticID(
    "E0213", "a tensor has a type that weights do not have",
    """
    Weights are F32, F16, BF16 or F64. Checkpoints that are quantized already cannot be compiled: start from the \
    original one.
    """)

  /// A tied head that is not the embedding.
  public static let tiedHeadDiffers = DiagnosticID(
    "E0214", "the head is declared tied but differs from the embedding",
    """
    The configuration says that the head is the embedding, but the checkpoint stores a head with other values. Set \
    tie_word_embeddings (or tie_embeddings) to false if the stored head is meant.
    """)

  /// A description that is not YAML.
  public static let yamlSyntax = DiagnosticID(
    "E0220", "the description is not YAML",
    """
    The text breaks the grammar of YAML at the given line and column. Tabs for indentation and unclosed quotes are \
    common causes.
    """)

  /// A description beyond what any needs.
  public static let yamlLimit = DiagnosticID(
    "E0221", "the description uses more of YAML than is allowed",
    """
    A description is at most 256 KiB long, with lines of at most 1000 characters. It uses no anchors and aliases, \
    which a hostile file can expand without bound, and no tags (!!int, !name), since each key says what it takes. Write \
    repeated blocks with repeat.
    """)

  /// A key that is missing, unknown, doubled or meaningless.
  public static let descriptionKey = DiagnosticID(
    "E0222", "a key of the description is missing, unknown, doubled or meaningless",
    """
    Keys are checked strictly, so that a misspelt one is never ignored in silence, nor one that other keys make \
    meaningless, such as the epsilon of a norm that is switched off. docs/model-description.md lists them all.
    """)

  /// A model that no description can state.
  public static let undescribable = DiagnosticID(
    "E0224", "the model cannot be written as a description",
    """
    A description names the files of the weights and the layout that their tensors are called by. Models that are \
    descriptions already, whose weights are random or whose tensors have names of their own, have no other form.
    """)

  /// A value that a description cannot have.
  public static let descriptionValue = DiagnosticID(
    "E0223", "a value of the description cannot be right",
    """
    The value is of the wrong kind, out of range or contradicts another one. docs/model-description.md says what \
    each key takes.
    """)
}

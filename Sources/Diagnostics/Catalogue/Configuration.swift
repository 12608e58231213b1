extension DiagnosticID {
  /// E02xx: model configurations and descriptions, and tensors that do not fit them.
  static let configurationEntries: [DiagnosticID] = [
    noModel, unsupportedFamily, configKey, configValue, unsupportedSetting, missingTensor,
    unexpectedTensor, wrongType, tiedHeadDiffers, yamlSyntax, yamlLimit,
    descriptionKey, descriptionValue, undescribable,
  ]

  /// A path without a model.
  public static let noModel = DiagnosticID(
    "E0201", "no model found",
    """
    A model is a folder with config.json and one of model.safetensors, model.safetensors.index.json and \
    pytorch_model.bin, or a description in a *.yaml file, or textual IR in a *.ssd file. Check the path, and that \
    the download is complete.
    """)

  /// A family of models that is not supported.
  public static let unsupportedFamily = DiagnosticID(
    "E0202", "this model family is not supported",
    """
    The model_type in config.json, or a layer of the model, is not one that the compiler knows. The help line lists \
    those it supports. A model of another family can be compiled from a description: see docs/model-description.md.
    """)

  /// A key that is missing or of the wrong kind.
  public static let configKey = DiagnosticID(
    "E0203", "a configuration key is missing or has the wrong type",
    """
    Model sizes are never guessed: each key that the message names must be present, and integers must be written as \
    integers (2, not 2.0 or 2e0).
    """)

  /// A value that cannot be right.
  public static let configValue = DiagnosticID(
    "E0204", "a configuration value is invalid",
    """
    The value is out of range or contradicts another one. Sizes must be positive and within limits, the inner width \
    must equal heads times head size, the groups must divide the heads, and limits must be in order.
    """)

  /// A setting that is understood but not supported.
  public static let unsupportedSetting = DiagnosticID(
    "E0205", "a configuration setting is not supported",
    """
    The configuration asks for a model variant that the compiler does not implement. Compiling it as anything else \
    would give wrong results.
    """)

  /// A tensor that is not in the checkpoint.
  public static let missingTensor = DiagnosticID(
    "E0210", "a tensor is missing from the checkpoint",
    """
    The configuration requires a weight that no file of the checkpoint contains. Common causes are a wrong number of \
    layers, a wrong setting for tying head and embedding, and a missing file.
    """)

  /// A tensor that the model has no place for.
  public static let unexpectedTensor = DiagnosticID(
    "E0211", "the checkpoint has a tensor that the model does not use",
    """
    Ignoring a weight would change what the model computes, so every tensor must be used. Usually the configuration \
    belongs to another checkpoint, or the model is a variant that is not supported.
    """)

  /// A tensor of a type that weights do not have.
  public static let wrongType = DiagnosticID(
    "E0213", "a tensor's type is not supported for weights",
    """
    Weights must be F32, F16, BF16 or F64. Quantized checkpoints cannot be compiled: use the original checkpoint.
    """)

  /// A tied head that is not the embedding.
  public static let tiedHeadDiffers = DiagnosticID(
    "E0214", "the head is declared tied but differs from the embedding",
    """
    The configuration says that head and embedding share their weights, but the checkpoint stores a head with \
    different values. If the stored head is the right one, set tie_word_embeddings (or tie_embeddings) to false.
    """)

  /// A description that is not YAML.
  public static let yamlSyntax = DiagnosticID(
    "E0220", "the description is not valid YAML",
    """
    The text breaks the YAML grammar at the given line and column. Common causes are tabs used for indentation and \
    unclosed quotes.
    """)

  /// A description beyond what any needs.
  public static let yamlLimit = DiagnosticID(
    "E0221", "the description uses YAML that is not allowed",
    """
    A description is at most 256 KiB long, with lines of at most 1000 characters. Anchors and aliases are not \
    allowed, because a hostile file can expand them without bound, nor are tags (!!int, !name), because each key \
    determines its type. Use repeat for repeated blocks.
    """)

  /// A key that is missing, unknown, doubled or meaningless.
  public static let descriptionKey = DiagnosticID(
    "E0222", "a description key is missing, unknown, duplicated or has no effect",
    """
    Keys are checked strictly: a misspelled key is never silently ignored, nor is a key that other keys make \
    meaningless, such as the epsilon of a norm that is switched off. docs/model-description.md lists all keys.
    """)

  /// A model that no description can state.
  public static let undescribable = DiagnosticID(
    "E0224", "the model cannot be written as a description",
    """
    A description names the weights files and the layout of their tensor names. A model that is already a \
    description, has random weights, or uses its own tensor names cannot be written in another form.
    """)

  /// A value that a description cannot have.
  public static let descriptionValue = DiagnosticID(
    "E0223", "a description value is invalid",
    """
    The value has the wrong type, is out of range, or contradicts another one. docs/model-description.md describes \
    the values of each key.
    """)
}

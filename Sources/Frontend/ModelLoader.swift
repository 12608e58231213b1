import Diagnostics

/// How a model is opened.
public struct LoadOptions: Sendable {
  /// The configuration to use in place of config.json: the plain name of a file in the folder.
  public var configuration: String?
  /// Whether NaN and infinite weights are let pass.
  public var allowNonFinite: Bool
  /// Whether data are checked where that reads them: checksums, and a tied head against the embedding.
  public var verifying: Bool

  /// The most tokens of a sequence of a model with attention; the configuration's, but at most `contextLimit`, if nil.
  public var context: Int?
  /// Whether the limits of steps Δ are left out, as cached decoding of the reference implementations does.
  public var ignoresStepLimit: Bool
  /// Keys of the configuration that may be unknown.
  public var ignoredKeys: [String]
  /// A tokenizer's file, or a folder with one, in place of the model's own.
  public var tokenizer: String?

  /// The most tokens that keys and values are kept of unless more are asked for: published models state millions.
  public static let contextLimit = 4096

  /// Options; without `verifying`, only headers are read.
  public init(
    configuration: String? = nil, allowNonFinite: Bool = false, verifying: Bool = true,
    context: Int? = nil, ignoresStepLimit: Bool = false, ignoredKeys: [String] = [],
    tokenizer: String? = nil
  ) {
    self.configuration = configuration
    self.allowNonFinite = allowNonFinite
    self.verifying = verifying
    self.context = context
    self.ignoresStepLimit = ignoresStepLimit
    self.ignoredKeys = ignoredKeys
    self.tokenizer = tokenizer
  }

  /// `architecture` as the options have it.
  func adapted(_ architecture: Architecture) -> Architecture {
    var architecture = architecture
    architecture.context = context ?? architecture.context
    guard ignoresStepLimit else { return architecture }
    architecture.blocks = architecture.blocks.map { $0.withoutStepLimits }
    return architecture
  }
}

/// Opens models of all kinds that the compiler reads.
public enum ModelLoader {
  /// Opens the model at `path`: a folder with a configuration and weights, or a description ending in `.yaml`.
  ///
  /// No weight stays in memory: `Checkpoint` reads them from the files as they are asked for.
  public static func open(
    _ path: String, options: LoadOptions = LoadOptions()
  ) throws -> Checkpoint {
    if path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
      return try DescriptionLoader(path: path, options: options).load()
    }
    if path.hasSuffix(".safetensors") || path.hasSuffix(".json") || path.hasSuffix(".bin") {
      throw Diagnostic(
        .noModel, "\(named(path)) is only one file of a model", at: FileLocation(path),
        help: "pass the folder that contains it")
    }
    return try loadFolder(path, options)
  }

  private static func loadFolder(_ path: String, _ options: LoadOptions) throws -> Checkpoint {
    let folder = try ModelFolder(path)
    let configName = try configurationName(folder, options)
    let config = try folder.open(configName)
    let name = ModuleName.derived(from: ModuleName.title(folder.components))
    let configuration = try ModelConfiguration(
      config, name: name, ignoring: options.ignoredKeys)
    var architecture = configuration.architecture
    architecture.context = min(architecture.context, LoadOptions.contextLimit)
    architecture = options.adapted(architecture)
    let tensors = try tensors(in: folder, options)
    let binder = WeightBinder(
      architecture: architecture, names: configuration.names,
      configuration: config.path, verifying: options.verifying)
    let tokenizer = try TokenizerFile.chosen(options.tokenizer) {
      try TokenizerFile.path(in: folder)
    }
    return Checkpoint(
      architecture: architecture, parameters: try binder.bind(tensors),
      tokenizerFile: tokenizer,
      origin: CheckpointOrigin(
        path: path, layout: configuration.family.layout, configuration: config.path,
        weights: Set(tensors.map(\.file.path)).sorted(), names: configuration.family.title),
      allowNonFinite: options.allowNonFinite)
  }

  private static func configurationName(
    _ folder: ModelFolder, _ options: LoadOptions
  ) throws -> String {
    if let name = options.configuration { return name }
    guard let name = ["config.json", "config.legacy.json"].first(where: folder.has) else {
      throw Diagnostic(.noModel, "the folder has no config.json", at: FileLocation(folder.path))
    }
    return name
  }

  /// The tensors of whichever container is there, looked for in the order of transformers.
  private static func tensors(
    in folder: ModelFolder, _ options: LoadOptions
  ) throws -> [StoredTensor] {
    if folder.has("model.safetensors") {
      return try Safetensors.tensors(in: folder.open("model.safetensors"))
    }
    if folder.has(ShardIndex.name) { return try ShardIndex.tensors(in: folder) }
    if folder.has("pytorch_model.bin") {
      return try TorchCheckpoint.tensors(
        in: folder.open("pytorch_model.bin"), verifying: options.verifying)
    }
    if folder.has("pytorch_model.bin.index.json") {
      throw Diagnostic(
        .noModel, "sharded PyTorch checkpoints are not supported", at: FileLocation(folder.path),
        help: "save it as safetensors")
    }
    throw Diagnostic(.noModel, "the folder has no model.safetensors", at: FileLocation(folder.path))
  }
}

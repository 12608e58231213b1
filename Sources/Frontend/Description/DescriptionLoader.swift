import Diagnostics

/// Opens models that a description in YAML states: docs/model-description.md is its reference.
struct DescriptionLoader {
  let path: String
  let options: LoadOptions

  /// The model with its weights.
  func load() throws -> Checkpoint {
    let file = try FileReader(path)
    let root = try DescriptionText.root(of: file)
    let members = try root.mapping(DescriptionArchitecture.keys + ["weights", "tokenizer"])
    let (folderPath, fileName) = Self.split(path)
    let title = fileName.prefix { $0 != "." }
    let architecture = options.adapted(
      try DescriptionArchitecture(members, of: root).architecture(title: String(title)))
    guard let weights = members["weights"] else {
      throw Diagnostic(.descriptionKey, "the description has no key 'weights'", at: root.place)
    }
    let folder = try ModelFolder(folderPath)
    let parameters = try parameters(of: architecture, weights, folder)
    let files = parameters.flatMap { parameter -> [String] in
      if case .stored(let runs) = parameter.source { runs.map(\.tensor.file.path) } else { [] }
    }
    let tokenizer = try TokenizerFile.chosen(options.tokenizer) {
      try members["tokenizer"].map { try folder.open($0.text(), namedAt: $0.place).path }
    }
    return Checkpoint(
      architecture: architecture, parameters: parameters, tokenizerFile: tokenizer,
      origin: CheckpointOrigin(
        path: path, layout: .description, configuration: path, weights: Set(files).sorted()),
      allowNonFinite: options.allowNonFinite)
  }

  private static func split(_ path: String) -> (folder: String, file: String) {
    guard let slash = path.lastIndex(of: "/") else { return (".", path) }
    let folder = path[..<slash]
    return (folder.isEmpty ? "/" : String(folder), String(path[path.index(after: slash)...]))
  }

  private func parameters(
    of architecture: Architecture, _ weights: DescriptionNode, _ folder: ModelFolder
  ) throws -> [CheckpointParameter] {
    let members = try weights.mapping(["safetensors", "pytorch", "names", "random"])
    let sources = ["safetensors", "pytorch", "random"].compactMap { key in
      members[key].map { (key: key, node: $0) }
    }
    guard sources.count == 1, let source = sources.first else {
      throw Diagnostic(
        .descriptionKey, "'weights' needs exactly one of 'safetensors', 'pytorch' and 'random'",
        at: weights.place)
    }
    if source.key == "random" {
      if let names = members["names"] { throw names.failure("has no effect with random weights") }
      return try RandomWeights(source.node).parameters(of: architecture)
    }
    let naming =
      try members["names"].map { try names($0, of: architecture) } ?? TensorNames.canonical
    let binder = WeightBinder(
      architecture: architecture, names: naming, configuration: path,
      verifying: options.verifying)
    return try binder.bind(
      source.key == "pytorch" ? try pickled(source.node, folder) : try tensors(source.node, folder))
  }

  /// The tensors of a checkpoint of PyTorch.
  private func pickled(_ node: DescriptionNode, _ folder: ModelFolder) throws -> [StoredTensor] {
    try TorchCheckpoint.tensors(
      in: folder.open(node.text(), namedAt: node.place), verifying: options.verifying)
  }

  /// The tensors of one file, or of several.
  private func tensors(
    _ node: DescriptionNode, _ folder: ModelFolder
  ) throws -> [StoredTensor] {
    let files = if case .sequence = node.node { try node.elements() } else { [node] }
    return try files.flatMap { file in
      try Safetensors.tensors(in: folder.open(file.text(), namedAt: file.place))
    }
  }

  /// The names of a family by its title, or a map of canonical to stored patterns.
  private func names(_ node: DescriptionNode, of architecture: Architecture) throws -> TensorNames {
    if case .scalar = node.node {
      let title = try node.text()
      if title == "transformers" { return .mamba }
      guard let family = ModelFamilies.all.first(where: { $0.title == title }) else {
        let known = ModelFamilies.all.map { $0.title }.joined(separator: ", ")
        throw node.failure(
          "is \(named(title)), expected a mapping or one of: transformers, \(known)")
      }
      return family.names(architecture)
    }
    let members = try node.mapping(architecture.parameterShapes.map(\.pattern))
    var patterns: [String: StoredPattern] = [:]
    for (canonical, value) in members {
      let stored = try value.text()
      guard canonical.contains("{block}") == stored.contains("{block}"), !stored.isEmpty else {
        throw value.failure("must have {block} in the name if and only if the parameter has")
      }
      patterns[canonical] = StoredPattern([StoredPiece(stored)])
    }
    return TensorNames(patterns)
  }
}

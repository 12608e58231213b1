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
    let architecture = try DescriptionArchitecture(members, of: root)
      .architecture(title: String(title))
    guard let weights = members["weights"] else {
      throw Diagnostic(.descriptionKey, "the description has no key 'weights'", at: root.place)
    }
    let folder = try ModelFolder(folderPath)
    let parameters = try parameters(of: architecture, weights, folder)
    let files = parameters.compactMap { parameter in
      if case .stored(let tensor) = parameter.source { tensor.file.path } else { nil }
    }
    let tokenizer = try members["tokenizer"].map { node in
      try folder.open(node.text(), namedAt: node.place).path
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
    let members = try weights.mapping(["safetensors", "names", "random"])
    switch (members["safetensors"], members["random"]) {
    case (let files?, nil):
      let tensors = try tensors(files, folder)
      let names = try members["names"].map(names) ?? .canonical
      let binder = WeightBinder(
        architecture: architecture, names: names, configuration: path,
        verifying: options.verifying)
      return try binder.bind(tensors)
    case (nil, let random?):
      if let names = members["names"] { throw names.failure("has no use with random weights") }
      return try RandomWeights(random).parameters(of: architecture)
    case (nil, nil), (.some, .some):
      throw Diagnostic(
        .descriptionKey, "'weights' needs exactly one of 'safetensors' and 'random'",
        at: weights.place)
    }
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

  /// A whole naming by its name, or a map of canonical to stored patterns.
  private func names(_ node: DescriptionNode) throws -> TensorNames {
    if case .scalar = node.node {
      switch try node.text() {
      case "transformers": return .transformers
      case "state-spaces": return .stateSpaces
      case let text:
        throw node.failure("is \(named(text)), expected transformers, state-spaces or a mapping")
      }
    }
    let members = try node.mapping(TensorNames.canonicalPatterns)
    var patterns: [String: String] = [:]
    for (canonical, value) in members {
      let stored = try value.text()
      guard canonical.contains("{block}") == stored.contains("{block}"), !stored.isEmpty else {
        throw value.failure("must have {block} in the name if and only if the parameter has")
      }
      patterns[canonical] = stored
    }
    return TensorNames(patterns: patterns)
  }
}

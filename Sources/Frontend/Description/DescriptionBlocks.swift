import Diagnostics

/// Reads the blocks of a description: `layers` of a block, `parallel` parts of a layer, mixers of a part.
struct DescriptionBlocks {
  /// Channels of the model.
  let width: Int
  /// The norm of parts that state no other.
  let norm: Norm
  /// The model's shared transformers.
  let shared: [SharedTransformer]

  private static let partKeys = ["norm", "norm_epsilon", "shared"] + DescriptionMixer.names
  private static let layerKeys = ["parallel", "scale"] + partKeys
  private static let blockKeys = ["repeat", "layers"] + layerKeys

  /// All blocks of the sequence `list`.
  func blocks(_ list: DescriptionNode) throws -> [Block] {
    var blocks: [Block] = []
    for entry in try list.elements() {
      let item = DescriptionNode(node: entry.node, file: entry.file, title: "the block")
      let members = try item.mapping(Self.blockKeys)
      let count = try members["repeat"]?.integer(in: ArchitectureLimits.blocks) ?? 1
      guard blocks.count + count <= ArchitectureLimits.blocks.upperBound else {
        throw list.failure("has more than \(ArchitectureLimits.blocks.upperBound) blocks")
      }
      blocks += Array(repeating: try block(item, members), count: count)
    }
    guard !blocks.isEmpty else { throw list.failure("has no block") }
    return blocks
  }

  private func block(_ node: DescriptionNode, _ members: [String: DescriptionNode]) throws -> Block
  {
    guard let layers = members["layers"] else {
      return Block([try layer(node, among: Self.blockKeys)])
    }
    for key in Self.layerKeys where members[key] != nil {
      throw node.failure("has '\(key)' next to 'layers', expected it in a layer")
    }
    let steps = try layers.elements().map { entry in
      try layer(
        DescriptionNode(node: entry.node, file: entry.file, title: "the layer"),
        among: Self.layerKeys)
    }
    guard !steps.isEmpty else { throw layers.failure("has no layer") }
    return Block(steps)
  }

  private func layer(_ node: DescriptionNode, among keys: [String]) throws -> Layer {
    let members = try node.mapping(keys)
    let scale = try members["scale"]?.single() ?? 1
    guard let parallel = members["parallel"] else {
      return Layer([try part(node, among: keys)], scale: scale)
    }
    for key in Self.partKeys where members[key] != nil {
      throw node.failure("has '\(key)' next to 'parallel', expected it in one of the parts")
    }
    let parts = try parallel.elements().map { entry in
      try part(
        DescriptionNode(node: entry.node, file: entry.file, title: "the part"),
        among: Self.partKeys)
    }
    guard !parts.isEmpty else { throw parallel.failure("has no part") }
    return Layer(parts, scale: scale)
  }

  private func part(_ node: DescriptionNode, among keys: [String]) throws -> Part {
    let members = try node.mapping(keys)
    let own = try DescriptionArchitecture.norm(members, default: norm)
    let branches = try node.pairs().compactMap { key, value in
      try DescriptionMixer.branch(key.text, value, width: width, epsilon: own.epsilon)
    }
    guard !branches.isEmpty else {
      throw Diagnostic(
        .descriptionKey, "\(node.title) has no mixer", at: node.place,
        help: "expected one of: " + DescriptionMixer.names.joined(separator: ", "))
    }
    return Part(norm: own, branches, shared: try members["shared"].map(use))
  }

  private func use(_ node: DescriptionNode) throws -> SharedUse {
    let fields = try DescriptionFields(
      node, keys: ["use", "attention_rank", "mlp_rank"], width: width, epsilon: norm.epsilon)
    let index = try fields.integer("use", in: 0...ArchitectureLimits.blocks.upperBound)
    guard shared.indices.contains(index) else {
      throw node.failure("uses transformer \(index), but the model shares \(shared.count)")
    }
    return SharedUse(
      shared[index], index: index, attentionRank: try fields.optional("attention_rank"),
      mlpRank: try fields.optional("mlp_rank"))
  }
}

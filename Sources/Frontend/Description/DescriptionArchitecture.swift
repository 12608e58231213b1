import Diagnostics
import IR

/// Reads the part of a description that says what the model is.
struct DescriptionArchitecture {
  private let members: [String: DescriptionNode]
  private let root: DescriptionNode

  /// The keys of a description besides those of `DescriptionLoader`.
  static let keys = [
    "name", "vocabulary", "width", "context", "shared", "blocks", "norm", "norm_epsilon",
    "embedding_scale", "head_scale", "tied_head", "begin_token", "end_tokens",
  ]

  /// The description whose `members` are those of `root`.
  init(_ members: [String: DescriptionNode], of root: DescriptionNode) {
    self.members = members
    self.root = root
  }

  /// The model; `title` names it where the description does not.
  func architecture(title: String) throws -> Architecture {
    let norm = try Self.norm(members, default: Norm(epsilon: 1e-5))
    let width = try required("width").integer(in: ArchitectureLimits.width)
    let tokens = 0...ArchitectureLimits.vocabulary.upperBound
    let shared = try members["shared"]?.elements().map { node in
      try Self.transformer(node, width: width, norm: norm)
    }
    let blocks = DescriptionBlocks(width: width, norm: norm, shared: shared ?? [])
    let architecture = Architecture(
      name: try name(title),
      vocabulary: try required("vocabulary").integer(in: ArchitectureLimits.vocabulary),
      width: width,
      context: try members["context"]?.integer(in: ArchitectureLimits.context)
        ?? Architecture.usualContext,
      embeddingScale: try scale("embedding_scale"), shared: shared ?? [],
      blocks: try blocks.blocks(try required("blocks")), finalNorm: norm,
      headScale: try scale("head_scale"),
      tiedHead: try members["tied_head"]?.bool() ?? false,
      beginToken: try members["begin_token"]?.integer(in: tokens),
      endTokens: try members["end_tokens"]?.elements().map { try $0.integer(in: tokens) } ?? [])
    try architecture.validate(.descriptionValue, at: root.place)
    return architecture
  }

  private func required(_ key: String) throws -> DescriptionNode {
    try Self.required(key, members, of: root)
  }

  static func required(
    _ key: String, _ members: [String: DescriptionNode], of node: DescriptionNode
  ) throws -> DescriptionNode {
    guard let value = members[key] else {
      throw Diagnostic(
        .descriptionKey, "\(node.title) has no key \(named(key))", at: node.place)
    }
    return value
  }

  private func name(_ title: String) throws -> String {
    guard let node = members["name"] else { return ModuleName.derived(from: title) }
    let name = try node.text()
    guard !ModuleName.isReserved(name) else {
      throw node.failure(
        "is \(named(name)), which is reserved: a header or a type of C is called so")
    }
    guard ModuleName.isValid(name) else {
      throw node.failure(
        "is \(named(name)), expected a letter, then letters, digits and underscores, 64 at most")
    }
    return name
  }

  private func scale(_ key: String) throws -> Double {
    guard let node = members[key] else { return 1 }
    let scale = try node.single()
    guard scale != 0 else { throw node.failure("is no factor") }
    return scale
  }

  /// The epsilon of a norm that `node` states.
  static func epsilon(_ node: DescriptionNode) throws -> Double {
    let epsilon = try node.number()
    guard epsilon.fitsEpsilon, epsilon <= 1 else {
      throw node.failure("is \(epsilon), expected more than 0 in 32 bits, and at most 1")
    }
    return epsilon
  }

  /// The norm that `members` state with `norm` and `norm_epsilon`, of which absent ones are those of `fallback`.
  static func norm(
    _ members: [String: DescriptionNode], default fallback: Norm
  ) throws -> Norm {
    let kind = try members["norm"].map { node in
      let text = try node.text()
      guard let kind = Norm.Kind(rawValue: text) else {
        throw node.failure("is \(named(text)), expected rms or layer")
      }
      return kind
    }
    return Norm(
      kind ?? fallback.kind, epsilon: try members["norm_epsilon"].map(epsilon) ?? fallback.epsilon)
  }

  private static func transformer(
    _ node: DescriptionNode, width: Int, norm: Norm
  ) throws -> SharedTransformer {
    let members = try node.mapping([
      "norm", "norm_epsilon", AttentionMixer.name, MLPMixer.name,
    ])
    func mixer<Kind: DescribedMixer>(_ kind: Kind.Type) throws -> Kind {
      let value = try required(Kind.name, members, of: node)
      let fields = try DescriptionFields(
        value, keys: Kind.keys, width: width, epsilon: norm.epsilon)
      let mixer = try Kind.checked(fields)
      try fields.refuseUnused()
      return mixer
    }
    let norm = try Self.norm(members, default: norm)
    return SharedTransformer(
      norm: norm, attention: try mixer(AttentionMixer.self), mlp: try mixer(MLPMixer.self))
  }
}

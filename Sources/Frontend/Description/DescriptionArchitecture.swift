import Diagnostics

/// Reads the part of a description that says what the model is.
struct DescriptionArchitecture {
  private let members: [String: DescriptionNode]
  private let root: DescriptionNode

  /// The keys of a description besides those of `DescriptionLoader`.
  static let keys = [
    "name", "vocabulary", "width", "blocks", "norm_epsilon", "tied_head", "begin_token",
    "end_tokens",
  ]

  /// The description whose `members` are those of `root`.
  init(_ members: [String: DescriptionNode], of root: DescriptionNode) {
    self.members = members
    self.root = root
  }

  /// The model; `title` names it where the description does not.
  func architecture(title: String) throws -> Architecture {
    let epsilon = try members["norm_epsilon"].map(Self.epsilon) ?? 1e-5
    let width = try required("width").integer(in: ArchitectureLimits.width)
    let architecture = Architecture(
      name: try name(title),
      vocabulary: try required("vocabulary").integer(in: ArchitectureLimits.vocabulary),
      width: width, blocks: try blocks(width: width, epsilon: epsilon), finalNormEpsilon: epsilon,
      tiedHead: try members["tied_head"]?.bool() ?? false,
      beginToken: try members["begin_token"]?.integer(in: ArchitectureLimits.vocabulary.fromZero),
      endTokens: try members["end_tokens"]?.elements().map {
        try $0.integer(in: ArchitectureLimits.vocabulary.fromZero)
      } ?? [])
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
    guard let node = members["name"] else { return ModelName.derived(from: title) }
    let name = try node.text()
    guard !ModelName.isReserved(name) else {
      throw node.failure(
        "is \(named(name)), which is reserved: a header or a type of C is called so")
    }
    guard ModelName.isValid(name) else {
      throw node.failure(
        "is \(named(name)), expected a letter, then letters, digits and underscores, 64 at most")
    }
    return name
  }

  static func epsilon(_ node: DescriptionNode) throws -> Double {
    let epsilon = try node.number()
    guard epsilon > 0, epsilon <= 1 else {
      throw node.failure("is \(epsilon), expected more than 0 and at most 1")
    }
    return epsilon
  }

  // MARK: Blocks

  private func blocks(width: Int, epsilon: Double) throws -> [Block] {
    let list = try required("blocks")
    var blocks: [Block] = []
    for entry in try list.elements() {
      let item = DescriptionNode(node: entry.node, file: entry.file, title: "the block")
      let members = try item.mapping(["repeat", "norm_epsilon"] + DescriptionMixer.names)
      let count = try members["repeat"]?.integer(in: ArchitectureLimits.blocks) ?? 1
      guard blocks.count + count <= ArchitectureLimits.blocks.upperBound else {
        throw list.failure("has more than \(ArchitectureLimits.blocks.upperBound) blocks")
      }
      let mixer = try DescriptionMixer.mixer(
        members, of: item, width: width, epsilon: epsilon)
      let block = Block(
        normEpsilon: try members["norm_epsilon"].map(Self.epsilon) ?? epsilon,
        mixer: mixer)
      blocks += Array(repeating: block, count: count)
    }
    guard !blocks.isEmpty else { throw list.failure("has no block") }
    return blocks
  }
}

extension ClosedRange<Int> {
  /// The same upper bound, from 0.
  fileprivate var fromZero: ClosedRange<Int> { 0...upperBound }
}

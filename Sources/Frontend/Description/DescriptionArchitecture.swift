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

  private static func required(
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

  private static func epsilon(_ node: DescriptionNode) throws -> Double {
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
      let members = try item.mapping(["repeat", "norm_epsilon", "mamba2"])
      let count = try members["repeat"]?.integer(in: ArchitectureLimits.blocks) ?? 1
      guard blocks.count + count <= ArchitectureLimits.blocks.upperBound else {
        throw list.failure("has more than \(ArchitectureLimits.blocks.upperBound) blocks")
      }
      let mixer = try Self.mamba2(
        Self.required("mamba2", members, of: item), width: width, epsilon: epsilon)
      let block = Block(
        normEpsilon: try members["norm_epsilon"].map(Self.epsilon) ?? epsilon,
        mixer: .mamba2(mixer))
      blocks += Array(repeating: block, count: count)
    }
    guard !blocks.isEmpty else { throw list.failure("has no block") }
    return blocks
  }

  private static let mixerKeys = [
    "heads", "head_dim", "groups", "state", "conv_width", "projection_bias", "conv_bias",
    "time_step_limit", "norm_epsilon", "chunk",
  ]

  private static func mamba2(
    _ node: DescriptionNode, width: Int, epsilon: Double
  ) throws -> Mamba2Mixer {
    let members = try node.mapping(mixerKeys)
    let sizes = ArchitectureLimits.width
    let mixer = Mamba2Mixer(
      heads: try required("heads", members, of: node).integer(in: sizes),
      headDim: try required("head_dim", members, of: node).integer(in: sizes),
      groups: try members["groups"]?.integer(in: sizes) ?? 1,
      state: try required("state", members, of: node).integer(in: sizes),
      convWidth: try members["conv_width"]?.integer(in: ArchitectureLimits.convWidth) ?? 4,
      projectionBias: try members["projection_bias"]?.bool() ?? false,
      convBias: try members["conv_bias"]?.bool() ?? true,
      timeStepLimit: try members["time_step_limit"].map(timeStepLimit) ?? 0...Double.infinity,
      gateNormEpsilon: try members["norm_epsilon"].map(Self.epsilon) ?? epsilon,
      checkpointChunk: try members["chunk"]?.integer(in: ArchitectureLimits.chunk))
    guard mixer.heads.isMultiple(of: mixer.groups) else {
      throw node.failure(
        "has \(mixer.heads) heads, which cannot be divided among \(mixer.groups) groups")
    }
    return mixer
  }

  private static func timeStepLimit(_ node: DescriptionNode) throws -> ClosedRange<Double> {
    let bounds = try node.elements().map { try $0.number() }
    guard bounds.count == 2, bounds[0] >= 0, bounds[0].isFinite, bounds[0] <= bounds[1],
      bounds[1] > 0
    else { throw node.failure("is not [low, high] with 0 ≤ low ≤ high and high > 0") }
    return bounds[0]...bounds[1]
  }
}

extension ClosedRange<Int> {
  /// The same upper bound, from 0.
  fileprivate var fromZero: ClosedRange<Int> { 0...upperBound }
}

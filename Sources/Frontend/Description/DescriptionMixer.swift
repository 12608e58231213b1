import Diagnostics

/// Reads the part of a description that says what mixes the tokens of a block.
enum DescriptionMixer {
  private typealias Description = DescriptionArchitecture

  /// The keys of all kinds of mixers.
  static let names = [Mamba1Mixer.name, Mamba2Mixer.name]

  /// The one mixer that `members` of a block describe, in a model of `width` channels whose norms have `epsilon`.
  static func mixer(
    _ members: [String: DescriptionNode], of block: DescriptionNode, width: Int, epsilon: Double
  ) throws -> Mixer {
    let found = names.filter { members[$0] != nil }
    guard found.count < 2 else {
      throw block.failure("has two mixers, '\(found[0])' and '\(found[1])', expected one")
    }
    if let node = members[Mamba1Mixer.name] { return .mamba1(try mamba1(node, width: width)) }
    let node = try Description.required(Mamba2Mixer.name, members, of: block)
    return .mamba2(try mamba2(node, epsilon: epsilon))
  }

  private static let mamba1Keys = [
    "inner", "state", "conv_width", "time_step_rank", "projection_bias", "conv_bias",
  ]

  private static func mamba1(_ node: DescriptionNode, width: Int) throws -> Mamba1Mixer {
    let members = try node.mapping(mamba1Keys)
    let sizes = ArchitectureLimits.width
    return Mamba1Mixer(
      inner: try members["inner"]?.integer(in: sizes) ?? 2 * width,
      state: try members["state"]?.integer(in: sizes) ?? 16,
      convWidth: try members["conv_width"]?.integer(in: ArchitectureLimits.convWidth) ?? 4,
      timeStepRank: try members["time_step_rank"]?.integer(in: sizes) ?? (width + 15) / 16,
      projectionBias: try members["projection_bias"]?.bool() ?? false,
      convBias: try members["conv_bias"]?.bool() ?? true)
  }

  private static let mamba2Keys = [
    "heads", "head_dim", "groups", "state", "conv_width", "projection_bias", "conv_bias",
    "time_step_limit", "norm_epsilon", "chunk",
  ]

  private static func mamba2(
    _ node: DescriptionNode, epsilon: Double
  ) throws -> Mamba2Mixer {
    let members = try node.mapping(mamba2Keys)
    let sizes = ArchitectureLimits.width
    let mixer = Mamba2Mixer(
      heads: try Description.required("heads", members, of: node).integer(in: sizes),
      headDim: try Description.required("head_dim", members, of: node).integer(in: sizes),
      groups: try members["groups"]?.integer(in: sizes) ?? 1,
      state: try Description.required("state", members, of: node).integer(in: sizes),
      convWidth: try members["conv_width"]?.integer(in: ArchitectureLimits.convWidth) ?? 4,
      projectionBias: try members["projection_bias"]?.bool() ?? false,
      convBias: try members["conv_bias"]?.bool() ?? true,
      timeStepLimit: try members["time_step_limit"].map(timeStepLimit) ?? 0...Double.infinity,
      gateNormEpsilon: try members["norm_epsilon"].map(Description.epsilon) ?? epsilon,
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

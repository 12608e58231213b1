import IR

extension Mamba2Mixer: DescribedMixer {
  static let keys = [
    "heads", "head_dim", "groups", "state", "conv_width", "projection_bias", "output_bias",
    "conv_bias", "time_step_limit", "gate_norm", "norm_epsilon", "multipliers", "chunk",
  ]

  static let starts: [String: ParameterStart] = ["A_log": .rates, "dt_bias": .steps, "D": .ones]

  private enum GateWord: String, CaseIterable {
    case gateFirst = "gate_first"
    case normFirst = "norm_first"
    case none
  }

  init(_ fields: DescriptionFields) throws {
    func epsilon() throws -> Double { try fields.epsilon("norm_epsilon") }
    let gateNorm: GateNorm =
      switch try fields.word("gate_norm", default: GateWord.gateFirst) {
      case .gateFirst: .gateFirst(epsilon: try epsilon())
      case .normFirst: .normFirst(epsilon: try epsilon())
      case .none: .gateOnly
      }
    let projectionBias = try fields.bool("projection_bias")
    self.init(
      heads: try fields.integer("heads"), headDim: try fields.integer("head_dim"),
      groups: try fields.integer("groups", default: 1), state: try fields.integer("state"),
      convWidth: try fields.integer(
        "conv_width", in: ArchitectureLimits.convWidth, default: 4),
      projectionBias: projectionBias,
      outputBias: try fields.bool("output_bias", default: projectionBias),
      convBias: try fields.bool("conv_bias", default: true),
      timeStepLimit: try fields.value("time_step_limit").map(Self.timeStepLimit)
        ?? 0...Double.infinity,
      gateNorm: gateNorm,
      multipliers: try fields.value("multipliers").map(Self.multipliers) ?? [],
      checkpointChunk: try fields.optional("chunk", in: ArchitectureLimits.chunk))
  }

  var fields: [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("heads", heads), .init("head_dim", headDim), .init("groups", groups),
      .init("state", state), .init("conv_width", convWidth),
      .init("projection_bias", projectionBias), .init("output_bias", outputBias),
      .init("conv_bias", convBias),
      .init("time_step_limit", [timeStepLimit.lowerBound, timeStepLimit.upperBound]),
    ]
    switch gateNorm {
    case .gateFirst(let epsilon): fields.append(.init("norm_epsilon", epsilon))
    case .normFirst(let epsilon):
      fields += [
        .init("gate_norm", GateWord.normFirst.rawValue), .init("norm_epsilon", epsilon),
      ]
    case .gateOnly: fields.append(.init("gate_norm", GateWord.none.rawValue))
    }
    if !multipliers.isEmpty { fields.append(.init("multipliers", multipliers)) }
    if let checkpointChunk { fields.append(.init("chunk", checkpointChunk)) }
    return fields
  }

  private static func timeStepLimit(_ node: DescriptionNode) throws -> ClosedRange<Double> {
    let bounds = try node.elements().map { try $0.number() }
    guard bounds.count == 2, bounds[0] >= 0, bounds[0].fitsSingle, bounds[0] <= bounds[1],
      bounds[1] > 0, bounds[1].fitsSingle || bounds[1] == .infinity
    else { throw node.failure("is not [low, high] with 0 ≤ low ≤ high and high > 0") }
    return bounds[0]...bounds[1]
  }

  private static func multipliers(_ node: DescriptionNode) throws -> [Double] {
    let numbers = try node.elements().map { try $0.single() }
    guard numbers.count == 5 else {
      throw node.failure("is not [z, x, B, C, dt], five factors")
    }
    return numbers
  }
}

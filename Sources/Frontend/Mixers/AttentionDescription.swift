import Diagnostics

extension AttentionMixer: DescribedMixer {
  static let keys = [
    "heads", "groups", "head_dim", "scale", "rotary", "projection_bias", "output_bias",
    "qk_norm", "qk_norm_epsilon", "conv_width",
  ]

  init(_ fields: DescriptionFields) throws {
    let heads = try fields.integer("heads")
    let headDim = try fields.integer("head_dim")
    self.init(
      heads: heads, groups: try fields.integer("groups", default: heads), headDim: headDim,
      scale: try fields.number("scale", default: 1 / Double(headDim).squareRoot()),
      rotary: try fields.fields("rotary", keys: RotaryPositions.keys).map {
        try RotaryPositions($0, headDim: headDim)
      },
      projectionBias: try fields.bool("projection_bias"),
      outputBias: try fields.bool("output_bias"),
      queryKeyNorm: try Self.queryKeyNorm(fields),
      convWidth: try fields.integer(
        "conv_width", in: 0...ArchitectureLimits.convWidth.upperBound, default: 0))
  }

  private static func queryKeyNorm(_ fields: DescriptionFields) throws -> Double? {
    try fields.bool("qk_norm") ? try fields.epsilon("qk_norm_epsilon") : nil
  }

  var fields: [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("heads", heads), .init("groups", groups), .init("head_dim", headDim),
      .init("scale", scale),
    ]
    if let rotary { fields.append(.init("rotary", rotary.fields)) }
    if projectionBias { fields.append(.init("projection_bias", true)) }
    if outputBias { fields.append(.init("output_bias", true)) }
    if let queryKeyNorm {
      fields += [.init("qk_norm", true), .init("qk_norm_epsilon", queryKeyNorm)]
    }
    if convWidth > 0 { fields.append(.init("conv_width", convWidth)) }
    return fields
  }
}

extension RotaryPositions {
  static let keys = [
    "dims", "theta", "scaling", "factor", "low", "high", "fast", "slow", "original", "attention",
  ]

  private enum ScalingWord: String, CaseIterable { case none, linear, llama3, yarn }

  /// The positions that `fields` describe, of a head of `headDim` channels.
  init(_ fields: DescriptionFields, headDim: Int) throws {
    func positive(_ key: String) throws -> Double {
      let number = try fields.number(key)
      guard number > 0 else {
        throw fields.node.failure("has \(key) \(number), expected more than 0")
      }
      return number
    }
    let scaling: RotaryScaling =
      switch try fields.word("scaling", default: ScalingWord.none) {
      case .none: .none
      case .linear: .linear(factor: try positive("factor"))
      case .llama3:
        .llama3(
          factor: try positive("factor"), low: try positive("low"), high: try positive("high"),
          original: try positive("original"))
      case .yarn:
        .yarn(
          factor: try positive("factor"), fast: try positive("fast"),
          slow: try positive("slow"), original: try positive("original"),
          attention: try positive("attention"))
      }
    let theta = try fields.number("theta", default: 10_000)
    guard theta > 1 else { throw fields.node.failure("has theta \(theta), expected more than 1") }
    self.init(
      dims: try fields.integer("dims", default: headDim), theta: theta, scaling: scaling)
    try fields.refuseUnused()
  }

  /// The description of the positions.
  var fields: [DescriptionField] {
    let plain: [DescriptionField] = [.init("dims", dims), .init("theta", theta)]
    func scaled(_ word: ScalingWord, _ numbers: [DescriptionField]) -> [DescriptionField] {
      plain + [.init("scaling", word.rawValue)] + numbers
    }
    switch scaling {
    case .none: return plain
    case .linear(let factor): return scaled(.linear, [.init("factor", factor)])
    case .llama3(let factor, let low, let high, let original):
      return scaled(
        .llama3,
        [
          .init("factor", factor), .init("low", low), .init("high", high),
          .init("original", original),
        ])
    case .yarn(let factor, let fast, let slow, let original, let attention):
      return scaled(
        .yarn,
        [
          .init("factor", factor), .init("fast", fast), .init("slow", slow),
          .init("original", original), .init("attention", attention),
        ])
    }
  }
}

extension Mamba1Mixer: DescribedMixer {
  static let keys = [
    "inner", "state", "conv_width", "time_step_rank", "projection_bias", "conv_bias",
    "selection_norm", "selection_norm_epsilon",
  ]

  static let starts: [String: ParameterStart] = [
    "A_log": .rates, "dt_proj_bias": .steps, "D": .ones,
  ]

  private enum NormWord: String, CaseIterable { case none, weightless, weighted }

  init(_ fields: DescriptionFields) throws {
    func epsilon() throws -> Double { try fields.epsilon("selection_norm_epsilon") }
    let norm: SelectionNorm =
      switch try fields.word("selection_norm", default: NormWord.none) {
      case .none: .none
      case .weightless: .weightless(epsilon: try epsilon())
      case .weighted: .weighted(epsilon: try epsilon())
      }
    self.init(
      inner: try fields.integer("inner", default: 2 * fields.width),
      state: try fields.integer("state", default: 16),
      convWidth: try fields.integer(
        "conv_width", in: ArchitectureLimits.convWidth, default: 4),
      timeStepRank: try fields.integer("time_step_rank", default: (fields.width + 15) / 16),
      projectionBias: try fields.bool("projection_bias"),
      convBias: try fields.bool("conv_bias", default: true), selectionNorm: norm)
  }

  var fields: [DescriptionField] {
    let fields: [DescriptionField] = [
      .init("inner", inner), .init("state", state), .init("conv_width", convWidth),
      .init("time_step_rank", timeStepRank), .init("projection_bias", projectionBias),
      .init("conv_bias", convBias),
    ]
    func norm(_ word: NormWord, _ epsilon: Double) -> [DescriptionField] {
      [.init("selection_norm", word.rawValue), .init("selection_norm_epsilon", epsilon)]
    }
    switch selectionNorm {
    case .none: return fields
    case .weightless(let epsilon): return fields + norm(.weightless, epsilon)
    case .weighted(let epsilon): return fields + norm(.weighted, epsilon)
    }
  }
}

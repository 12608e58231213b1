extension LinearAttentionMixer: DescribedMixer {
  static let keys = [
    "heads", "head_dim", "value_dim", "feature_map", "key_scale", "normalizer", "decay", "norm",
    "norm_epsilon", "gate",
  ]

  init(_ fields: DescriptionFields) throws {
    let (heads, headDim) = (try fields.integer("heads"), try fields.integer("head_dim"))
    let normalizer = try fields.value("normalizer").map { _ in try fields.epsilon("normalizer") }
    self.init(
      heads: heads, headDim: headDim,
      valueDim: try fields.integer("value_dim", default: headDim),
      featureMap: try fields.word("feature_map", default: FeatureMap.identity),
      keyScale: try fields.number("key_scale", default: 1), normalizer: normalizer,
      decays: try fields.value("decay").map { try Self.decays($0, heads: heads) } ?? [],
      normEpsilon: try fields.bool("norm") ? try fields.epsilon("norm_epsilon") : nil,
      gated: try fields.bool("gate"))
  }

  var fields: [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("heads", heads), .init("head_dim", headDim), .init("value_dim", valueDim),
      .init("feature_map", featureMap.rawValue), .init("key_scale", keyScale),
    ]
    if let normalizer { fields.append(.init("normalizer", normalizer)) }
    if !decays.isEmpty { fields.append(.init("decay", decays)) }
    if let normEpsilon {
      fields += [.init("norm", true), .init("norm_epsilon", normEpsilon)]
    }
    if gated { fields.append(.init("gate", true)) }
    return fields
  }

  /// The decays of all heads: `retention`, a number for all, or a sequence of as many as there are heads.
  private static func decays(_ node: DescriptionNode, heads: Int) throws -> [Double] {
    if case .sequence = node.node { return try node.elements().map { try $0.number() } }
    if try node.text() == "retention" { return retention(heads: heads) }
    let decay = try node.number()
    return decay == 1 ? [] : Array(repeating: decay, count: heads)
  }
}

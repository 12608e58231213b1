import IR

extension MLPMixer: DescribedMixer {
  static let keys = [
    "inner", "activation", "gated", "gate_scale", "projection_bias", "output_bias",
  ]

  init(_ fields: DescriptionFields) throws {
    let projectionBias = try fields.bool("projection_bias")
    self.init(
      inner: try fields.integer("inner"),
      activation: try fields.word("activation", default: Activation.silu),
      gated: try fields.bool("gated", default: true),
      gateScale: try fields.number("gate_scale", default: 1), projectionBias: projectionBias,
      outputBias: try fields.bool("output_bias", default: projectionBias))
  }

  var fields: [DescriptionField] {
    var fields: [DescriptionField] = [
      .init("inner", inner), .init("activation", activation.rawValue), .init("gated", gated),
    ]
    if gateScale != 1 { fields.append(.init("gate_scale", gateScale)) }
    if projectionBias || outputBias {
      fields += [.init("projection_bias", projectionBias), .init("output_bias", outputBias)]
    }
    return fields
  }
}

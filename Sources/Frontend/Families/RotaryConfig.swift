import Diagnostics
import Foundation

/// Reads rotary positions from a configuration: `rope_parameters` of transformers 5, or the keys of version 4.
enum RotaryConfig {
  /// How much of a head is turned.
  enum Share {
    /// All of it.
    case whole
    /// Half of it unless `rope_parameters` tell; a `partial_rotary_factor` beside them is not read.
    case half
    /// What the configuration states, else `usual`.
    case stated(usual: Double)
  }

  /// The positions of heads of `headDim` channels, of which the share `turned` is turned.
  static func rotary(
    _ config: ConfigReader, headDim: Int, turned: Share = .whole
  ) throws -> RotaryPositions {
    let parameters = try config.nested("rope_parameters")
    let scaling = try config.nested("rope_scaling")
    let old = config.value("rotary_emb_base") == nil ? "rope_theta" : "rotary_emb_base"
    let theta =
      try parameters.flatMap { $0.value("rope_theta") == nil ? nil : try $0.positive("rope_theta") }
      ?? config.positive(old, default: 10_000)
    let share = try share(turned, config, parameters)
    guard theta > 1, share <= 1 else {
      throw config.failure(
        .configValue, "rope_theta",
        "is \(theta) for \(share) of a head, expected more than 1 for at most 1")
    }
    let source = parameters ?? scaling
    let rotary = RotaryPositions(
      dims: Int(Double(headDim) * share), theta: theta,
      scaling: try source.map { try self.scaling($0, of: config) } ?? .none)
    try source?.refuseUnknown(neutral: ["rope_type", "type"])
    return rotary
  }

  private static func share(
    _ turned: Share, _ config: ConfigReader, _ parameters: ConfigReader?
  ) throws -> Double {
    let key = "partial_rotary_factor"
    let older: Double
    switch turned {
    case .whole:
      // transformers turns whole heads of these families whatever the key says.
      for source in [parameters, config] {
        try source?.refuse(key, unless: { $0.number == 1 }, "1")
      }
      return 1
    case .half:
      _ = config.value(key)
      older = 0.5
    case .stated(let usual):
      let alias = config.value("rotary_pct") == nil ? key : "rotary_pct"
      older = try config.positive(alias, default: usual)
    }
    return try parameters?.positive(key, default: older) ?? older
  }

  private static func scaling(
    _ source: ConfigReader, of config: ConfigReader
  ) throws -> RotaryScaling {
    let key = source.value("rope_type") == nil ? "type" : "rope_type"
    switch try source.string(key, default: "default") {
    case "default": return .none
    case "linear": return .linear(factor: try source.positive("factor"))
    case "llama3":
      return .llama3(
        factor: try source.positive("factor"), low: try source.positive("low_freq_factor"),
        high: try source.positive("high_freq_factor"), original: try original(source, config))
    case "yarn":
      try source.refuse("truncate", unless: { $0.bool == true }, "true")
      let factor = try source.positive("factor")
      return .yarn(
        factor: factor, fast: try source.positive("beta_fast", default: 32),
        slow: try source.positive("beta_slow", default: 1), original: try original(source, config),
        attention: try attention(source, factor: factor))
    case let other:
      throw source.failure(
        .unsupportedSetting, key,
        "is \(named(other)), supported are default, linear, llama3 and yarn")
    }
  }

  private static func original(_ source: ConfigReader, _ config: ConfigReader) throws -> Double {
    let key = "original_max_position_embeddings"
    return source.value(key) == nil
      ? try config.positive("max_position_embeddings") : try source.positive(key)
  }

  /// The factor of cosines and sines: stated, else from the factor and the two exponents of `yarn_get_mscale`.
  private static func attention(_ source: ConfigReader, factor: Double) throws -> Double {
    func sharpened(_ exponent: Double) -> Double {
      factor <= 1 ? 1 : 0.1 * exponent * log(factor) + 1
    }
    let usual: Double
    if source.value("mscale") != nil, source.value("mscale_all_dim") != nil {
      usual =
        sharpened(try source.positive("mscale")) / sharpened(try source.positive("mscale_all_dim"))
    } else {
      usual = sharpened(1)
    }
    return try source.positive("attention_factor", default: usual)
  }
}

import Diagnostics
import Foundation

/// Reads rotary positions from a configuration: `rope_parameters` of transformers 5, or the keys of version 4.
///
/// Where a configuration spells a quantity in several ways, `RotaryEmbeddingConfigMixin` of transformers 5 takes
/// `rope_scaling` before `rope_parameters`, and what is in either before keys beside them. Spellings must agree.
enum RotaryConfig {
  /// The keys that positions are read from, which models without positions have no use for.
  static let keys: Set<String> = [
    "partial_rotary_factor", "rope_parameters", "rope_scaling", "rope_theta", "rotary_emb_base",
  ]

  /// How much of a head is turned.
  enum Share {
    /// All of it.
    case whole
    /// Half of it unless `rope_parameters` tell; a `partial_rotary_factor` beside them is not read by transformers.
    case half
    /// What the configuration states, else `usual`.
    case stated(usual: Double)
  }

  private static let factor = "partial_rotary_factor"

  /// The positions of heads of `headDim` channels, of which the share `turned` is turned.
  static func rotary(
    _ config: ConfigReader, headDim: Int, turned: Share = .whole
  ) throws -> RotaryPositions {
    let sources = try ["rope_scaling", "rope_parameters"].compactMap { key in
      try config.nested(key).flatMap { $0.object.members.isEmpty ? nil : (key: key, reader: $0) }
    }
    let rotary = try positions(config, sources.first?.reader, headDim, turned)
    for source in sources.dropFirst() {
      guard try positions(config, source.reader, headDim, turned) == rotary else {
        throw Spelling(config, source.key).contradicts(Spelling(config, sources[0].key))
      }
    }
    return rotary
  }

  /// The positions that `source` states, or keys beside it.
  private static func positions(
    _ config: ConfigReader, _ source: ConfigReader?, _ headDim: Int, _ turned: Share
  ) throws -> RotaryPositions {
    let theta = try number(
      (source.map { [Spelling($0, "rope_theta")] } ?? [])
        + ["rotary_emb_base", "rope_theta"].map { Spelling(config, $0) },
      default: 10_000, "more than 1"
    ) { $0 > 1 }
    let share = try share(turned, config, source)
    let rotary = RotaryPositions(
      dims: Int(Double(headDim) * share), theta: theta,
      scaling: try source.map { try scaling($0, of: config) } ?? .none)
    try source?.refuseUnknown(neutral: [])
    return rotary
  }

  /// The number that `spellings` state, `fallback` where none does; throws E0204 unless it is right, `expected` in words.
  private static func number(
    _ spellings: [Spelling], default fallback: Double, _ expected: String,
    _ isRight: (Double) -> Bool
  ) throws -> Double {
    guard let spelling = try Spelling.first(of: spellings) else { return fallback }
    let number = try spelling.reader.positive(spelling.key)
    guard isRight(number) else {
      throw spelling.reader.failure(
        .configValue, spelling.key, "is \(number), expected \(expected)")
    }
    return number
  }

  private static func share(
    _ turned: Share, _ config: ConfigReader, _ source: ConfigReader?
  ) throws -> Double {
    let inner = source.map { [Spelling($0, factor)] } ?? []
    func stated(_ spellings: [Spelling], default usual: Double) throws -> Double {
      try number(inner + spellings, default: usual, "at most 1") { $0 <= 1 }
    }
    switch turned {
    case .whole:
      // transformers turns whole heads of these families whatever the key says.
      for reader in [source, config] {
        try reader?.refuse(factor, unless: { $0.number == 1 }, "1")
      }
      return 1
    case .half:
      let share = try stated([], default: 0.5)
      try config.refuse(factor, unless: { $0.number == share }, "\(share)")
      return share
    case .stated(let usual):
      return try stated(["rotary_pct", factor].map { Spelling(config, $0) }, default: usual)
    }
  }

  private static func scaling(
    _ source: ConfigReader, of config: ConfigReader
  ) throws -> RotaryScaling {
    let key = try source.spelling("rope_type", "type")
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
        "is \(named(other)), expected default, linear, llama3 or yarn")
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

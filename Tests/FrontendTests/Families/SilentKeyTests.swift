import Diagnostics
import Testing

@testable import Frontend

/// No key of a configuration is read and then dropped: another value makes another model, or is refused.
@Suite struct SilentKeyTests {
  /// A configuration with one number or bool changed.
  struct Mutation {
    /// The keys that lead to the value.
    var path: [String]
    /// Configurations with other values: one may mean the same by chance, as periods longer than the model do.
    var objects: [JSONObject]
  }

  /// All changes of one number or bool of `object`.
  static func mutations(of object: JSONObject) -> [Mutation] {
    object.members.flatMap { member in
      mutations(of: member.value).map { path, value in
        Mutation(
          path: [member.key] + path, objects: value.map { object.setting(member.key, $0) })
      }
    }
  }

  /// The numbers and bools in `value`, each by its path with others in its place.
  private static func mutations(of value: JSONValue) -> [(path: [String], values: [JSONValue])] {
    switch value {
    case .null, .string: []
    case .bool(let bool): [([], [.bool(!bool)])]
    case .integer(let integer): [([], [.integer(2 * integer + 1), .integer(integer == 1 ? 2 : 1)])]
    case .number(let number): [([], [.number(number.isFinite ? 2 * number + 0.0625 : 1)])]
    case .array(let elements):
      elements.indices.flatMap { index in
        mutations(of: elements[index]).map { path, values in
          let arrays = values.map { value in
            var elements = elements
            elements[index] = value
            return JSONValue.array(elements)
          }
          return (path, arrays)
        }
      }
    case .object(let object):
      mutations(of: object).map { ($0.path, $0.objects.map(JSONValue.object)) }
    }
  }

  @Test func thereAreConfigurationsOfAllFamilies() throws {
    #expect(FixtureConfig.all.count >= 43)
    let families = try FixtureConfig.all.map {
      try ModelConfiguration(ConfigReader($0.object()), name: "m").family.title
    }
    #expect(Set(families) == Set(ModelFamilies.all.map { $0.title }))
  }

  @Test(arguments: FixtureConfig.all)
  func everyKeyIsReadRefusedOrNeutral(_ config: FixtureConfig) throws {
    let object = try config.object()
    let reader = ConfigReader(object)
    let sound = try ModelConfiguration(reader, name: "m")
    let family = sound.family
    let idle = family.conditionalKeys.subtracting(reader.asked.keys)
    let neutral = TransformersModel.neutralKeys.union(family.neutralKeys).union(idle)
    for mutation in Self.mutations(of: object) where !neutral.contains(mutation.path[0]) {
      if mutation.path[0] == "ssm_cfg", OriginalMixers.neutralKeys.contains(mutation.path[1]) {
        continue
      }
      let isDropped = mutation.objects.allSatisfy {
        (try? ModelConfiguration(ConfigReader($0), name: "m"))?.architecture == sound.architecture
      }
      #expect(!isDropped, "\(mutation.path.joined(separator: "."))")
    }
  }

  /// A neutral key that is asked for would hide that a check of it was dropped.
  @Test(arguments: FixtureConfig.all) func noNeutralKeyIsAskedFor(_ config: FixtureConfig) throws {
    let reader = ConfigReader(try config.object())
    let family = try ModelConfiguration(reader, name: "m").family
    let neutral = family.neutralKeys.union(
      family.layout == .transformers ? TransformersModel.neutralKeys : [])
    #expect(reader.asked.keys.intersection(neutral).isEmpty)
    #expect(family.neutralKeys.isDisjoint(with: family.conditionalKeys))
  }

  /// What a model of this compiler cannot be.
  @Test(arguments: [
    (#"{"pruned_heads": {"0": [0]}}"#, "pruned_heads"),
    (#"{"is_encoder_decoder": true}"#, "is_encoder_decoder"),
    (#"{"add_cross_attention": true}"#, "add_cross_attention"),
    (#"{"cross_attention_hidden_size": 8}"#, "cross_attention_hidden_size"),
    (#"{"tie_encoder_decoder": true}"#, "tie_encoder_decoder"),
  ])
  func otherModelsAreRefused(keys: String, key: String) throws {
    let object = try FixtureConfig(name: "llama-gqa/config.json").object()
    expect(.unsupportedSetting, at: "key '\(key)'", "has an unsupported value") {
      try ModelConfiguration(ConfigReader(object.setting(keys)), name: "m")
    }
  }

  @Test func defaultsOfThemAreAccepted() throws {
    let object = try FixtureConfig(name: "llama-gqa/config.json").object()
    let keys = """
      {"pruned_heads": {}, "is_encoder_decoder": false, "add_cross_attention": false,
       "cross_attention_hidden_size": null, "tie_encoder_decoder": false, "is_decoder": true}
      """
    #expect(
      try ModelConfiguration(ConfigReader(object.setting(keys)), name: "m").architecture
        == ModelConfiguration(ConfigReader(object), name: "m").architecture)
  }
}

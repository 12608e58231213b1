/// A family of models: which configurations are its own, what they say, and how its tensors are called.
///
/// A family is one file: a type with these members, listed in `ModelFamilies.all`. docs/adding-a-family.md shows one.
protocol ModelFamily {
  /// What it is called in messages, and its names of tensors in descriptions.
  static var title: String { get }
  /// The layout of its checkpoints.
  static var layout: CheckpointOrigin.Layout { get }
  /// The keys that are not read because they change no result, besides those of all models of transformers.
  static var neutralKeys: Set<String> { get }
  /// The keys that are read only where a part of the model has a use for them, and change no result elsewhere.
  static var conditionalKeys: Set<String> { get }
  /// Whether a configuration is one of this family, whether or not it is a correct one.
  static func owns(_ config: ConfigReader) -> Bool
  /// The model called `name` that `config` describes; throws E0203 to E0205.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture
  /// The names of the tensors of `architecture`, one of this family.
  static func names(_ architecture: Architecture) -> TensorNames
}

extension ModelFamily {
  /// Families of transformers are the rule.
  static var layout: CheckpointOrigin.Layout { .transformers }

  /// Most families read the same keys for all their models.
  static var conditionalKeys: Set<String> { [] }

  /// By the title, which is the `model_type` of configurations.
  static func owns(_ config: ConfigReader) -> Bool {
    config.value("model_type")?.string == title
  }
}

/// The families that are known.
enum ModelFamilies {
  /// All of them; the first that owns a configuration reads it.
  static var all: [any ModelFamily.Type] {
    [
      Mamba1Config.self, Mamba2Config.self, FalconMambaConfig.self, OriginalConfig.self,
      GPTNeoXConfig.self, LlamaConfig.self, Qwen2Config.self, Qwen3Config.self, BambaConfig.self,
      FalconH1Config.self,
      GraniteConfig.self, JambaConfig.self, NemotronHConfig.self, Zamba2Config.self,
    ]
  }
}

/// A family of models: which configurations are its own, what they say, and how its tensors are called.
///
/// A family is one file: a type with these members, listed in `ModelFamilies.all`.
protocol ModelFamily {
  /// What to call it in messages.
  static var title: String { get }
  /// The layout of its checkpoints.
  static var layout: CheckpointOrigin.Layout { get }
  /// The names of its tensors.
  static var names: TensorNames { get }
  /// Whether a configuration is one of this family, whether or not it is a correct one.
  static func owns(_ config: ConfigReader) -> Bool
  /// The model called `name` that `config` describes; throws E0203 to E0205.
  static func architecture(_ config: ConfigReader, name: String) throws -> Architecture
}

/// The families that are known.
enum ModelFamilies {
  /// All of them; the first that owns a configuration reads it.
  static var all: [any ModelFamily.Type] {
    [Mamba1Config.self, Mamba2Config.self, OriginalMamba2Config.self]
  }
}

extension ConfigReader {
  /// Whether `model_type` is `name`.
  func hasModelType(_ name: String) -> Bool { value("model_type")?.string == name }
}

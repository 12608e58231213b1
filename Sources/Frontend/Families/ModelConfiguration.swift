import Diagnostics

/// What a folder's configuration says: the model, and how its tensors are called.
struct ModelConfiguration {
  /// The model.
  let architecture: Architecture
  /// The family that it is of.
  let family: any ModelFamily.Type

  private static let sizeLimit = 4 << 20

  /// Reads the configuration in `file` for a model called `name`, letting pass the unknown keys `ignored`.
  ///
  /// The bare `Infinity` of older versions of transformers is accepted, and of use in `time_step_limit` only.
  init(_ file: FileReader, name: String, ignoring ignored: [String] = []) throws {
    let options = JSONOptions(allowNonFinite: true, maximumValues: 100_000)
    let json = try JSONReader.read(
      file.readAll(limit: Self.sizeLimit), file: file.path, options: options)
    guard let object = json.object else {
      throw Diagnostic(
        .configKey, "the configuration is \(json.kind), expected an object",
        at: FileLocation(file.path))
    }
    try self.init(ConfigReader(object: object, file: file.path), name: name, ignoring: ignored)
  }

  /// What `reader` says of a model called `name`, letting pass the unknown keys `ignored`.
  init(_ reader: ConfigReader, name: String, ignoring ignored: [String] = []) throws {
    guard let family = ModelFamilies.all.first(where: { $0.owns(reader) }) else {
      let type = try reader.string("model_type")
      let known = ModelFamilies.all.map { $0.title }.joined(separator: ", ")
      throw Diagnostic(
        .unsupportedFamily, "the model_type \(named(type)) is not supported",
        at: reader.place("model_type"), help: "supported: \(known)")
    }
    self.family = family
    architecture = try family.architecture(reader, name: name)
    let common = family.layout == .transformers ? TransformersModel.neutralKeys : []
    try reader.refuseUnknown(
      neutral: common.union(family.neutralKeys).union(family.conditionalKeys).union(ignored))
  }

  /// The names of the model's tensors.
  var names: TensorNames { family.names(architecture) }
}

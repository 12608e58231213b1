import Diagnostics

/// What a mixer's description is: its keys, how it is read from them, how it is written, and how its weights start.
protocol DescribedMixer: MixerDefinition {
  /// The keys, besides those of all mixers.
  static var keys: [String] { get }
  /// The mixer that `fields` describe.
  init(_ fields: DescriptionFields) throws
  /// The description of the mixer, which reads back as the same one.
  var fields: [DescriptionField] { get }
  /// How random weights of its parameters are distributed, where their names do not tell as `RandomWeights` says.
  static var starts: [String: ParameterStart] { get }
}

extension DescribedMixer {
  /// Names tell.
  static var starts: [String: ParameterStart] { [:] }

  /// The mixer that `fields` describe; throws E0223 at their place where its sizes do not fit together.
  static func checked(_ fields: DescriptionFields) throws -> Self {
    let mixer = try Self(fields)
    if let complaint = mixer.complaint {
      throw Diagnostic(.descriptionValue, complaint, at: fields.node.place)
    }
    return mixer
  }
}

/// Reads and writes branches: a mixer under its name, with factors before and behind it.
enum DescriptionMixer {
  /// The names of all kinds of mixers.
  static var names: [String] { Mixer.kinds.map { $0.name } }

  private static let scales = (input: "input_scale", output: "output_scale")

  /// The branch whose mixer is called `name` and described by `node`; nil where there is no such mixer.
  static func branch(
    _ name: String, _ node: DescriptionNode, width: Int, epsilon: Double
  ) throws -> Branch? {
    guard let kind = Mixer.kinds.first(where: { $0.name == name }) else { return nil }
    let fields = try DescriptionFields(
      node, keys: kind.keys + [scales.input, scales.output], width: width, epsilon: epsilon)
    let branch = Branch(
      try kind.checked(fields).mixer, inputScale: try fields.number(scales.input, default: 1),
      outputScale: try fields.number(scales.output, default: 1))
    try fields.refuseUnused()
    return branch
  }

  /// The description of `branch`.
  static func field(_ branch: Branch) -> DescriptionField {
    let mixer = branch.mixer.described
    var fields = mixer.fields
    if branch.inputScale != 1 { fields.append(.init(scales.input, branch.inputScale)) }
    if branch.outputScale != 1 { fields.append(.init(scales.output, branch.outputScale)) }
    return DescriptionField(type(of: mixer).name, fields)
  }
}

import Diagnostics

/// What a mixer's description is: its keys, how it is read from them, and how it is written.
protocol DescribedMixer: MixerDefinition {
  /// The keys, besides those of all mixers.
  static var keys: [String] { get }
  /// The mixer that `fields` describe.
  init(_ fields: DescriptionFields) throws
  /// The description of the mixer, which reads back as the same one.
  var fields: [DescriptionField] { get }
}

/// Reads and writes branches: a mixer under its name, with factors before and behind it.
enum DescriptionMixer {
  /// The names of all kinds of mixers.
  static let names = [
    Mamba1Mixer.name, Mamba2Mixer.name, AttentionMixer.name, LinearAttentionMixer.name,
    MLPMixer.name, ExpertsMixer.name,
  ]

  private static let scales = (input: "input_scale", output: "output_scale")

  /// The branch whose mixer is called `name` and described by `node`; nil where there is no such mixer.
  static func branch(
    _ name: String, _ node: DescriptionNode, width: Int, epsilon: Double
  ) throws -> Branch? {
    func read<Kind: DescribedMixer>(_ kind: Kind.Type, _ mixer: (Kind) -> Mixer) throws -> Branch {
      let fields = try DescriptionFields(
        node, keys: Kind.keys + [scales.input, scales.output], width: width, epsilon: epsilon)
      return Branch(
        mixer(try Kind(fields)), inputScale: try fields.number(scales.input, default: 1),
        outputScale: try fields.number(scales.output, default: 1))
    }
    switch name {
    case Mamba1Mixer.name: return try read(Mamba1Mixer.self) { .mamba1($0) }
    case Mamba2Mixer.name: return try read(Mamba2Mixer.self) { .mamba2($0) }
    case AttentionMixer.name: return try read(AttentionMixer.self) { .attention($0) }
    case LinearAttentionMixer.name:
      return try read(LinearAttentionMixer.self) { .linearAttention($0) }
    case MLPMixer.name: return try read(MLPMixer.self) { .mlp($0) }
    case ExpertsMixer.name: return try read(ExpertsMixer.self) { .experts($0) }
    default: return nil
    }
  }

  /// The description of `branch`.
  static func field(_ branch: Branch) -> DescriptionField {
    let mixer: any DescribedMixer =
      switch branch.mixer {
      case .mamba1(let it): it
      case .mamba2(let it): it
      case .attention(let it): it
      case .linearAttention(let it): it
      case .mlp(let it): it
      case .experts(let it): it
      }
    var fields = mixer.fields
    if branch.inputScale != 1 { fields.append(.init(scales.input, branch.inputScale)) }
    if branch.outputScale != 1 { fields.append(.init(scales.output, branch.outputScale)) }
    return DescriptionField(type(of: mixer).name, fields)
  }
}

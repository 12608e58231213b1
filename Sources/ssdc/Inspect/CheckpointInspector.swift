import CodegenC
import Frontend
import IR

/// Describes models in any form that compiles.
enum CheckpointInspector {
  /// The model at `path`, its files' headers read and checked against its configuration.
  static func inspect(_ path: String, options: LoadOptions) throws -> Inspection {
    var options = options
    options.verifying = false
    let checkpoint = try ModelLoader.open(path, options: options)
    let architecture = checkpoint.architecture
    let states = try GraphImporter.module(of: architecture).states
    return Inspection(
      kind: checkpoint.origin.layout == .description ? "model description" : "checkpoint",
      facts: [
        .init("path", .text(path)),
        .init("layout", .text(checkpoint.origin.layout.rawValue)),
        .init("name", .text(architecture.name)),
        .init("vocabulary", .integer(architecture.vocabulary)),
        .init("width", .integer(architecture.width)),
        .init("blocks", .integer(architecture.blocks.count)),
        .init("mixers", .list(mixers(architecture.blocks))),
        .init("tied_head", .flag(architecture.tiedHead)),
        .init("begin_token", architecture.beginToken.map { .integer($0) } ?? .null),
        .init("end_tokens", .list(architecture.endTokens.map(OrderedJSON.integer))),
      ] + MemoryFacts(states, context: architecture.context).members + [
        .init("tokenizer", checkpoint.tokenizerFile.map { .text($0) } ?? .null),
        .init("weights", .list(checkpoint.origin.weights.map(OrderedJSON.text))),
      ],
      tensors: checkpoint.parameters.compactMap(row))
  }

  private static func row(_ parameter: CheckpointParameter) -> TensorRow? {
    switch parameter.source {
    case .stored(let runs):
      TensorRow(
        parameter.name, runs.first?.tensor.type.rawValue ?? "none", parameter.shape,
        count: parameter.count,
        bytes: runs.reduce(0) { $0 + $1.count * $1.tensor.type.size })
    case .random:
      TensorRow(parameter.name, "random", parameter.shape, count: parameter.count, bytes: 0)
    case .computed: nil
    }
  }

  /// Each kind of mixer once, with the numbers of the blocks that have it.
  private static func mixers(_ blocks: [Block]) -> [OrderedJSON] {
    var kinds: [(mixer: Mixer, blocks: [Int])] = []
    var indices: [Mixer: Int] = [:]
    for (number, block) in blocks.enumerated() {
      for mixer in block.mixers {
        if let index = indices[mixer] {
          kinds[index].blocks.append(number)
        } else {
          indices[mixer] = kinds.count
          kinds.append((mixer, [number]))
        }
      }
    }
    return kinds.map { kind in
      .object([.init("blocks", .text(TensorGroups.ranges(kind.blocks)))] + members(of: kind.mixer))
    }
  }

  private static func members(of mixer: Mixer) -> [OrderedJSON.Member] {
    let definition = mixer.definition
    let facts = definition.facts.map { OrderedJSON.Member($0.key, .integer($0.value)) }
    let members = [.init("mixer", .text(type(of: definition).name))] + facts
    guard case .mamba2(let mixer) = mixer else { return members }
    return members + [
      .init("inner", .integer(mixer.inner)),
      .init(
        "time_step_limit",
        .list([
          .number(mixer.timeStepLimit.lowerBound), .number(mixer.timeStepLimit.upperBound),
        ])),
      .init("trained_chunk", mixer.checkpointChunk.map { .integer($0) } ?? .null),
    ]
  }
}

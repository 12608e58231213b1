import CodegenC
import Frontend

/// Describes models in any form that compiles.
enum CheckpointInspector {
  /// The model at `path`, its files' headers read and checked against its configuration.
  static func inspect(_ path: String) throws -> Inspection {
    let checkpoint = try ModelLoader.open(path, options: LoadOptions(verifying: false))
    let architecture = checkpoint.architecture
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
        .init("tokenizer", checkpoint.tokenizerFile.map { .text($0) } ?? .null),
        .init("weights", .list(checkpoint.origin.weights.map(OrderedJSON.text))),
      ],
      tensors: checkpoint.parameters.map(row))
  }

  private static func row(_ parameter: CheckpointParameter) -> TensorRow {
    switch parameter.source {
    case .stored(let tensor):
      TensorRow(
        parameter.name, tensor.type.rawValue, parameter.shape, count: parameter.count,
        bytes: tensor.bytes)
    case .random:
      TensorRow(parameter.name, "random", parameter.shape, count: parameter.count, bytes: 0)
    }
  }

  /// Each kind of mixer once, with the numbers of the blocks that have it.
  private static func mixers(_ blocks: [Block]) -> [OrderedJSON] {
    var kinds: [(mixer: Mixer, blocks: [Int])] = []
    var indices: [Mixer: Int] = [:]
    for (number, block) in blocks.enumerated() {
      if let index = indices[block.mixer] {
        kinds[index].blocks.append(number)
      } else {
        indices[block.mixer] = kinds.count
        kinds.append((block.mixer, [number]))
      }
    }
    return kinds.map { kind in
      .object([.init("blocks", .text(TensorGroups.ranges(kind.blocks)))] + members(of: kind.mixer))
    }
  }

  private static func members(of mixer: Mixer) -> [OrderedJSON.Member] {
    switch mixer {
    case .mamba1(let mixer):
      [.init("mixer", .text(Mamba1Mixer.name))]
        + mixer.facts.map { .init($0.key, .integer($0.value)) }
    case .mamba2(let mixer):
      [
        .init("mixer", .text("mamba2")), .init("heads", .integer(mixer.heads)),
        .init("head_dim", .integer(mixer.headDim)), .init("groups", .integer(mixer.groups)),
        .init("state", .integer(mixer.state)), .init("conv_width", .integer(mixer.convWidth)),
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
}

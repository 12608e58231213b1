import Frontend
import IR
import Passes
import Project

/// Describes models in any form that compiles.
enum CheckpointInspector {
  /// The model at `path`, its files' headers read and checked against its configuration; of its weights, whatever they are,
  /// only the rates of diagonal scans are read.
  static func inspect(_ path: String, options: LoadOptions) throws -> Inspection {
    var options = options
    options.verifying = false
    options.allowNonFinite = true
    let checkpoint = try ModelLoader.open(path, options: options)
    let architecture = checkpoint.architecture
    let compilation = try Compilation(
      try ModelSource(checkpoint), options: try CompileOptions.parse([]))
    let rates = compilation.scalarRates
    // What cannot be compiled has no sizes, and is described all the same.
    let sizes = try? compilation.sizes()
    return Inspection(
      kind: checkpoint.origin.layout == .description ? "model description" : "checkpoint",
      facts: [
        .init("path", .text(path)),
        .init("layout", .text(checkpoint.origin.layout.rawValue)),
        .init("name", .text(architecture.name)),
        .init("vocabulary", .integer(architecture.vocabulary)),
        .init("width", .integer(architecture.width)),
        .init("blocks", .integer(architecture.blocks.count)),
        .init("mixers", MixerFacts.list(architecture.blocks)),
        .init("tied_head", .flag(architecture.tiedHead)),
        .init("begin_token", architecture.beginToken.map { .integer($0) } ?? .null),
        .init("end_tokens", .list(architecture.endTokens.map(OrderedJSON.integer))),
      ] + ModelFacts.scalarDecays(rates)
        + MemoryFacts(Array(compilation.source.graph.states), context: architecture.context).members
        + [
          .init("compiled", sizes.map { .object($0.members) } ?? .null),
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
}

import IR

/// Writes an architecture as a graph: `body` from ids to the last hidden rows, `head` from those to logits.
public struct GraphImporter {
  private let architecture: Architecture
  private var module: Module

  /// The graph of `architecture`.
  public static func module(of architecture: Architecture) throws -> Module {
    var importer = GraphImporter(architecture)
    return try importer.run()
  }

  private init(_ architecture: Architecture) {
    self.architecture = architecture
    self.module = Module(name: architecture.name)
  }

  private mutating func run() throws -> Module {
    let (vocabulary, width) = (architecture.vocabulary, architecture.width)
    declare("embedding", nil, [vocabulary, width], from: "embedding")
    let runs = runsOfEqualBlocks()
    for (index, run) in runs.enumerated() {
      declare(run, prefix: "blocks\(index)")
    }
    declare("final_norm", nil, [width], from: "final_norm")
    if !architecture.tiedHead { declare("head", nil, [vocabulary, width], from: "head") }
    module.functions = [try body(runs), try head()]
    return module
  }

  /// Consecutive equal blocks, which one `repeat` stands for.
  private struct Run {
    var block: Block
    var first: Int
    var count: Int
  }

  private func runsOfEqualBlocks() -> [Run] {
    var runs: [Run] = []
    for (index, block) in architecture.blocks.enumerated() {
      if runs.last?.block == block {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(block: block, first: index, count: 1))
      }
    }
    return runs
  }

  // MARK: Declarations

  private mutating func declare(
    _ name: String, _ run: Run?, _ shape: [Int], from source: String,
    _ transforms: [ParameterTransform] = []
  ) {
    module.parameters.append(
      Parameter(
        name: name, count: run?.count, type: TensorType(.f32, shape.map { .fixed($0) }),
        source: source, firstBlock: run?.first ?? 0, transforms: transforms))
  }

  private mutating func declare(_ run: Run, prefix: String) {
    let (width, mixer) = (architecture.width, run.block.mixer.definition)
    declare("\(prefix).norm", run, [width], from: "blocks.*.norm")
    for parameter in mixer.parameters(width: width) {
      declare(
        "\(prefix).\(parameter.name)", run, parameter.shape, from: "blocks.*.\(parameter.name)",
        parameter.transforms)
    }
    module.states += mixer.states.map { state in
      StateDeclaration(
        name: "\(prefix).\(state.name)", count: run.count,
        type: TensorType(.f32, state.shape.map { .fixed($0) }))
    }
  }

  // MARK: Functions

  private func body(_ runs: [Run]) throws -> Function {
    var graph = GraphBuilder(module)
    let ids = graph.argument(TensorType(.i32, [.tokens]))
    let table = try graph(.parameter(ParameterRead("embedding")))
    var x = try graph(.embed(Embed()), ids.value, table)
    for (index, run) in runs.enumerated() {
      x = try graph.nest(.repeated(RepeatBlocks(count: run.count)), [x]) { graph, carried in
        let norm = RMSNorm(epsilon: run.block.normEpsilon)
        let weight = try graph(.parameter(ParameterRead("blocks\(index).norm")))
        let normed = try graph(.rmsNorm(norm), carried[0], weight)
        let mixed = try run.block.mixer.definition.append(
          to: &graph, normed, prefix: "blocks\(index)")
        return [try graph(.binary(Binary(.add)), carried[0], mixed)]
      }[0]
    }
    return Function(name: "body", body: graph.region(arguments: [ids], results: [x]))
  }

  private func head() throws -> Function {
    var graph = GraphBuilder(module)
    let x = graph.argument(TensorType(.f32, [.tokens, .fixed(architecture.width)]))
    let weight = try graph(.parameter(ParameterRead("final_norm")))
    let norm = RMSNorm(epsilon: architecture.finalNormEpsilon)
    let normed = try graph(.rmsNorm(norm), x.value, weight)
    let name = architecture.tiedHead ? "embedding" : "head"
    let table = try graph(.parameter(ParameterRead(name)))
    let logits = try graph(.linear(Linear()), normed, table)
    return Function(name: "head", body: graph.region(arguments: [x], results: [logits]))
  }
}

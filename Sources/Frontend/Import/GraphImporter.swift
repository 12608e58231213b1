import IR

/// Writes an architecture as a graph: `body` from ids to the last hidden rows, `head` from those to logits.
public struct GraphImporter {
  private let architecture: Architecture
  private let rotaries: [RotaryPositions]
  private let kinds: [BlockKind]
  private var module: Module

  /// The graph of `architecture`.
  public static func module(of architecture: Architecture) throws -> Module {
    var importer = GraphImporter(architecture)
    return try importer.run()
  }

  private init(_ architecture: Architecture) {
    self.architecture = architecture
    rotaries = architecture.rotaries
    kinds = BlockKind.kinds(of: architecture.blocks)
    module = Module(name: architecture.name)
  }

  private mutating func run() throws -> Module {
    let (vocabulary, width) = (architecture.vocabulary, architecture.width)
    let table = MixerParameter("embedding", [vocabulary, width])
    declare([table] + architecture.tables)
    for (index, transformer) in architecture.shared.enumerated() {
      declare(
        transformer.parameters(width: width), below: "shared\(index).",
        from: "shared.\(index).")
    }
    for (index, kind) in kinds.enumerated() { declare(kind, prefix: "blocks\(index).") }
    declare(architecture.finalNorm.parameters("final_norm", width: width))
    if !architecture.tiedHead { declare([MixerParameter("head", [vocabulary, width])]) }
    module.functions = [try body(), try head()]
    return module
  }

  // MARK: Declarations

  private mutating func declare(
    _ parameters: [MixerParameter], below prefix: String = "", from source: String = "",
    blocks: [Int] = []
  ) {
    module.parameters += parameters.map { parameter in
      Parameter(
        name: prefix + parameter.name, blocks: blocks,
        type: TensorType(.f32, parameter.shape.map { .fixed($0) }),
        source: source + parameter.name, transforms: parameter.transforms)
    }
  }

  private mutating func declare(_ kind: BlockKind, prefix: String) {
    declare(
      kind.block.parameters(width: architecture.width), below: prefix, from: "blocks.*.",
      blocks: kind.numbers)
    module.states += kind.block.states.map { state in
      StateDeclaration(
        name: prefix + state.name, count: kind.numbers.count,
        type: state.type(context: architecture.context))
    }
  }

  // MARK: Functions

  private func body() throws -> Function {
    var graph = GraphBuilder(module)
    let ids = graph.argument(TensorType(.i32, [.tokens]))
    let table = try graph(.parameter(ParameterRead("embedding")))
    let embedded = try graph.scaled(
      try graph(.embed(Embed()), ids.value, table), by: architecture.embeddingScale)
    var x = embedded
    for run in BlockKind.runs(of: architecture.blocks, kinds) {
      let operation = OperationKind.repeated(RepeatBlocks(count: run.count, first: run.first))
      x = try graph.nest(operation, [x]) { graph, carried in
        let scope = MixerScope(prefix: "blocks\(run.kind).", rotaries: rotaries)
        return [
          try kinds[run.kind].block.append(
            to: &graph, carried[0], embedded: embedded, in: scope)
        ]
      }[0]
    }
    return Function(name: "body", body: graph.region(arguments: [ids], results: [x]))
  }

  private func head() throws -> Function {
    var graph = GraphBuilder(module)
    let scope = MixerScope(prefix: "", rotaries: rotaries)
    let x = graph.argument(TensorType(.f32, [.tokens, .fixed(architecture.width)]))
    let normed = try architecture.finalNorm.append(to: &graph, x.value, "final_norm", in: scope)
    // Logits are linear in the rows, which are fewer.
    let scaled = try graph.scaled(normed, by: architecture.headScale)
    let logits = try scope.linear(
      architecture.tiedHead ? "embedding" : "head", scaled, &graph)
    return Function(name: "head", body: graph.region(arguments: [x], results: [logits]))
  }
}

/// Equal blocks, whose parameters and states are stacked.
struct BlockKind {
  /// What they are.
  var block: Block
  /// Their numbers in the model, ascending.
  var numbers: [Int]

  /// The kinds of `blocks`, in the order of their first occurrence.
  static func kinds(of blocks: [Block]) -> [BlockKind] {
    var kinds: [BlockKind] = []
    var indices: [Block: Int] = [:]
    for (number, block) in blocks.enumerated() {
      if let index = indices[block] {
        kinds[index].numbers.append(number)
      } else {
        indices[block] = kinds.count
        kinds.append(BlockKind(block: block, numbers: [number]))
      }
    }
    return kinds
  }

  /// Consecutive blocks of one kind, which one `repeat` stands for: slices `first ..< first + count` of its stacks.
  struct Run {
    var kind, first, count: Int
  }

  /// The runs that `blocks` are, in order.
  static func runs(of blocks: [Block], _ kinds: [BlockKind]) -> [Run] {
    let indices = Dictionary(uniqueKeysWithValues: kinds.enumerated().map { ($1.block, $0) })
    var runs: [Run] = []
    var used = [Int](repeating: 0, count: kinds.count)
    for block in blocks {
      guard let kind = indices[block] else { continue }
      if runs.last?.kind == kind {
        runs[runs.count - 1].count += 1
      } else {
        runs.append(Run(kind: kind, first: used[kind], count: 1))
      }
      used[kind] += 1
    }
    return runs
  }
}

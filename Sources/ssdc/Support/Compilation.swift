import CodegenC
import Diagnostics
import Foundation
import Frontend
import IR
import Passes

/// The way of one model from its files to an emitted project.
struct Compilation {
  /// What is made.
  enum Goal: String, CaseIterable {
    /// Textual IR on standard output.
    case ir
    /// The project's sources and weights.
    case source
    /// Also the library.
    case library
    /// Also the program.
    case program
  }

  /// The model.
  let checkpoint: Checkpoint
  /// What the user chose.
  let options: CompileOptions
  private let progress = Progress()

  /// Opens the model at `path`.
  init(_ path: String, options: CompileOptions) throws {
    self.options = options
    checkpoint = try ModelLoader.open(
      path,
      options: LoadOptions(
        configuration: options.config, allowNonFinite: options.allowNonfinite))
  }

  /// The name of the model's program, library and header.
  var name: CodegenC.ModelName { CodegenC.ModelName(checkpoint.architecture.name) }

  /// The graph as imported.
  func imported() throws -> Module { try GraphImporter.module(of: checkpoint.architecture) }

  /// The planned loops, and the graph they were lowered from.
  func lowered() throws -> (graph: Module, loops: LoopModule) {
    try options.checkDumps()
    let module = try imported()
    var graph = module
    let loops = try Pipeline.run(module, try options.passOptions()) { name, stage in
      options.dump(name, stage)
      if case .graph(let latest) = stage { graph = latest }
    }
    return (graph, loops)
  }

  /// Makes `goal` in the folder `path`, whole or not at all.
  func write(_ goal: Goal, to path: String) throws {
    let projectOptions = try options.projectOptions()
    let toolchain =
      goal == .source ? nil : try Toolchain.find(for: projectOptions.target)
    let (graph, loops) = try lowered()
    let tokenizer = try tokenizerSource()
    try ProjectWriter.write(to: path) { folder in
      var input = try projectInput(graph, loops, projectOptions)
      input.tokenizer = tokenizer
      let weights = try writeWeights(graph, &input, below: folder)
      progress.show("writing sources")
      try ProjectWriter.write(try EmittedProject.files(input, weights), below: folder)
      if let toolchain {
        progress.show("compiling C")
        try toolchain.build(folder, goal: goal == .library ? "lib" : "all")
      }
      progress.clear()
    }
  }

  private func projectInput(
    _ graph: Module, _ loops: LoopModule, _ projectOptions: ProjectOptions
  ) throws -> ProjectInput {
    let plan = MemoryPlan(loops)
    let architecture = checkpoint.architecture
    var input = ProjectInput(
      name: name, title: architecture.name, module: loops, weights: try WeightsLayout(loops),
      stateElements: plan.states, scratchElements: plan.scratch,
      modelHash: SHA256.digest([]), vocabulary: architecture.vocabulary,
      blockTokens: LowerToLoops.blockTokens(graph), options: projectOptions)
    input.bos = architecture.beginToken
    input.eos = architecture.endTokens.first
    input.facts = ModelFacts.members(architecture, origin: checkpoint.origin)
    input.chunks = try ModelFacts.chunks(
      graph, origin: options.chunk == "auto" ? "cost model" : "option --chunk")
    return input
  }

  /// The tokenizer's tables as C, if the model has a tokenizer.
  private func tokenizerSource() throws -> String? {
    guard let file = checkpoint.tokenizerFile else { return nil }
    progress.show("reading the tokenizer")
    let bytes = try FileReader(file).readAll(limit: 256 << 20)
    let json = try JSONReader.read(bytes, file: file)
    let model = try TokenizerModel(
      TokenizerNode(json, of: file), embeddingRows: checkpoint.architecture.vocabulary)
    return TokenizerTables(model).cSource()
  }

  /// Streams the weights into their file, and settles which model this is.
  private func writeWeights(
    _ graph: Module, _ input: inout ProjectInput, below folder: String
  ) throws -> WeightsFile {
    let path = "\(folder)/weights/\(name.text).safetensors"
    try ProjectWriter.makeFolder(of: path)
    let source = CheckpointWeights(checkpoint)
    let total = input.weights.payloadBytes
    let parameters = Dictionary(
      uniqueKeysWithValues: graph.parameters.map { (LowerToLoops.bufferName(of: $0), $0) })
    var done = 0
    let architecture = String(describing: checkpoint.architecture)
    var modelHash = input.modelHash
    let weights = try WeightsWriter.write(
      input.weights, model: name, to: path,
      modelHash: {
        modelHash = SHA256.digest("\(source.identity) \(architecture)".utf8)
        return modelHash
      }
    ) { entry in
      guard let parameter = parameters[entry.name] else {
        throw Diagnostic(.badDeclaration, "no parameter fills the tensor '\(entry.name)'")
      }
      let stream = ParameterStream(parameter, from: source)
      var next = 0
      return {
        guard next < stream.pieceCount else { return nil }
        defer { next += 1 }
        let piece = try stream.piece(next)
        done += 4 * piece.count
        if next % 64 == 0 { progress.show("writing weights", done, of: total) }
        return piece
      }
    }
    input.modelHash = modelHash
    return weights
  }
}

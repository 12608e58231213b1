import Diagnostics
import Foundation
import Frontend
import IR
import Passes
import Project
import Schedule
import Tuning

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
  let source: ModelSource
  /// What the user chose.
  let options: CompileOptions
  /// What the weights say of the rates of diagonal scans.
  let scalarRates: ScalarRates
  /// What was measured for the model, nil where nothing was.
  let tuning: TunedSchedule?
  private let progress = Progress()

  /// Opens the model at `path`.
  init(_ path: String, options: CompileOptions) throws {
    try self.init(ModelSource.open(path, options: options), options: options)
  }

  /// The compilation of a model that is open; reads the rates of its diagonal scans.
  init(_ source: ModelSource, options: CompileOptions) throws {
    (self.source, self.options) = (source, options)
    scalarRates = try ScalarRates(of: source.graph, source.weights)
    let records = try TuningFiles(options: options).sources(of: source)
    tuning =
      records.isEmpty ? nil : try Self.tuning(by: records, of: source, options, scalarRates)
  }

  /// What records say of the model; scans whose chunks the user has chosen are left alone.
  private static func tuning(
    by records: [TuningSource], of source: ModelSource, _ options: CompileOptions,
    _ rates: ScalarRates
  ) throws -> TunedSchedule {
    var passOptions = try options.passOptions()
    passOptions.scalarRates = rates
    let chosen = passOptions.schedule
    let keepsScans =
      passOptions.chunk != nil || chosen.chunk != nil || chosen.fusesSteps != nil
      || chosen.nests.contains { [.scores, .chunkedScan].contains($0.kind) }
    let isHere = passOptions.target.machine == .host && !options.acceptOtherMachine
    let threads =
      options.threads == "none" ? 1 : isHere ? ProcessInfo.processInfo.activeProcessorCount : nil
    let space = try TuningSpace(source.graph, passOptions)
    return try TunedSchedule(space, from: records, threads: threads, keepsScans: keepsScans)
  }

  /// The name of the model's program, library and header.
  var name: ModelName { ModelName(source.title) }

  /// The options of the passes, with what is known of the weights.
  func passOptions() throws -> PassOptions {
    var options = try options.passOptions()
    options.scalarRates = scalarRates
    if let tuning { options.schedule = options.schedule.completed(by: tuning.schedule) }
    return options
  }

  /// The planned loops, and the graph they were lowered from, with the dumps that were asked for.
  func lowered(dumping: Bool = true) throws -> (graph: Module, loops: LoopModule) {
    try options.checkDumps()
    var graph = source.graph
    var loops = try Pipeline.run(graph, try passOptions()) { name, stage in
      if dumping { options.dump(name, stage) }
      if case .graph(let latest) = stage { graph = latest }
    }
    if let note = tuningNote {
      for index in loops.functions.indices { loops.functions[index].notes.append(note) }
    }
    return (graph, loops)
  }

  /// What readers of the emitted code should know of measurements, nil where nothing was measured.
  private var tuningNote: String? {
    guard let tuning else { return nil }
    let sources = tuning.choices.compactMap(\.source)
    let names = Array(Set(sources)).sorted().joined(separator: ", ")
    return sources.isEmpty
      ? nil
      : "Of \(tuning.choices.count) choices \(sources.count) were measured (\(names)); the others are those of the cost model."
  }

  /// The memory that the compiled model will take.
  func sizes() throws -> ProjectSizes {
    let (graph, loops) = try lowered(dumping: false)
    return try projectInput(graph, loops, options.projectOptions()).sizes
  }

  /// Makes `goal` in the folder `path`, whole or not at all; returns the memory that the compiled model takes.
  @discardableResult
  func write(
    _ goal: Goal, to path: String, isForced: Bool = false, unless isThere: () -> Bool = { false }
  ) throws -> ProjectSizes {
    defer { progress.clear() }
    let projectOptions = try options.projectOptions()
    let toolchain =
      goal == .source
      ? nil
      : try Toolchain.find(
        for: projectOptions.target, products: projectOptions.code.products)
    let (graph, loops) = try lowered()
    let tokenizer = try tokenizerSource()
    var input = try projectInput(graph, loops, projectOptions)
    input.tokenizer = tokenizer
    try ProjectWriter.write(to: path, isForced: isForced, unless: isThere) { folder in
      let weights = try writeWeights(graph, &input, below: folder)
      progress.show("writing sources")
      let files = try EmittedProject.files(input, weights)
      try ProjectWriter.write(files, below: folder)
      if let toolchain { try build(folder, of: files.map(\.path), goal, toolchain) }
    }
    return input.sizes
  }

  /// Builds the project in `folder`, and shows how far that is.
  private func build(
    _ folder: String, of files: [String], _ goal: Goal, _ toolchain: Toolchain
  ) throws {
    let sources = files.filter { path in
      (path.hasSuffix(".c") || path.hasSuffix(".S"))
        && (goal == .program || path.hasPrefix("src/"))
    }
    progress.show("compiling C")
    try toolchain.build(folder, goal: goal == .library ? "lib" : "all") { started in
      progress.show("compiling C: file \(started) of \(sources.count)")
    }
  }

  private func projectInput(
    _ graph: Module, _ loops: LoopModule, _ projectOptions: ProjectOptions
  ) throws -> ProjectInput {
    let plan = MemoryPlan(loops)
    var input = ProjectInput(
      name: name, title: source.title, module: loops, weights: try WeightsLayout(loops),
      stateElements: plan.states / 4, scratchElements: plan.scratch / 4,
      modelHash: SHA256.digest([]), vocabulary: source.vocabulary,
      segmentTokens: LowerToLoops.segmentTokens(graph, about: try passOptions().schedule.tokens),
      options: projectOptions)
    input.context = graph.context
    input.growing = Self.growing(graph, loops)
    input.bos = source.beginToken
    input.endTokens = source.endTokens
    input.facts = source.facts + ModelFacts.scalarDecays(scalarRates)
    let chosen = try passOptions().schedule
    input.chunks = try ModelFacts.chunks(graph, origin: chunkOrigin())
    input.tuning = tuning.map(ModelFacts.tuning) ?? []
    let schedule = try Schedule(
      of: loops, tokens: input.segmentTokens,
      chunk: input.chunks.map(\.tokens).filter { $0 > 1 }.max(),
      tiles: try LowerToLoops.tiles(graph, chosen.tiles))
    input.schedule = schedule.description.split(separator: "\n").map(String.init)
    return input
  }

  /// Who chose the chunk size.
  private func chunkOrigin() throws -> String {
    if options.chunk != "auto" { return "option --chunk" }
    if try options.passOptions().schedule.chunk != nil { return "option --schedule" }
    return tuning?.choices.first { $0.plan?.schedule.chunk != nil }?.source ?? "cost model"
  }

  /// The states that grow with the sequence, as they lie in memory.
  static func growing(_ graph: Module, _ loops: LoopModule) -> [GrowingState] {
    graph.states.compactMap { state -> GrowingState? in
      let name = LowerToLoops.bufferName(of: state)
      guard let limit = state.limit, let buffer = loops.buffers.first(where: { $0.name == name }),
        case .state(let offset?) = buffer.space
      else { return nil }
      let blocks = state.count ?? 1
      return GrowingState(
        offset: offset / buffer.element.bytes, blocks: blocks,
        rowElements: buffer.count / (blocks * limit))
    }.sorted { $0.offset < $1.offset }
  }

  /// The tokenizer's tables as C, if the model has a tokenizer.
  private func tokenizerSource() throws -> String? {
    guard let file = source.tokenizerFile else { return nil }
    progress.show("reading the tokenizer")
    let bytes = try FileReader(file).readAll(limit: 256 << 20)
    let json = try JSONReader.read(bytes, file: file)
    let model = try TokenizerModel(
      TokenizerNode(json, of: file), embeddingRows: source.vocabulary)
    return TokenizerTables(model).cSource()
  }

  /// Streams the weights into their file, and settles which model this is.
  private func writeWeights(
    _ graph: Module, _ input: inout ProjectInput, below folder: String
  ) throws -> WeightsFile {
    let path = "\(folder)/weights/\(name.text).safetensors"
    try ProjectWriter.makeFolder(of: path)
    let values = IdentifiedWeights(source.weights)
    let total = input.weights.payloadBytes
    let parameters = Dictionary(
      uniqueKeysWithValues: graph.parameters.map { (LowerToLoops.bufferName(of: $0), $0) })
    var done = 0
    var modelHash = input.modelHash
    let weights = try WeightsWriter.write(
      input.weights, model: name, to: path,
      modelHash: {
        let rounding = input.options.quantize == .f32 ? "" : " \(input.options.quantize.rawValue)"
        modelHash = SHA256.digest("\(values.identity) \(source.identity)\(rounding)".utf8)
        return modelHash
      }
    ) { entry in
      guard let parameter = parameters[BufferID(entry.name)] else {
        throw Diagnostic(.badDeclaration, "no parameter provides the tensor '\(entry.name)'")
      }
      let stream = ParameterStream(parameter, from: values)
      var next = 0
      return {
        guard next < stream.pieceCount else { return nil }
        defer { next += 1 }
        try Interruption.check()
        let piece = try stream.piece(next)
        done += piece.count
        if next % 64 == 0 { progress.show("writing weights", done, of: total) }
        return piece
      }
    }
    input.modelHash = modelHash
    return weights
  }
}

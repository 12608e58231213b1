import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

/// Linear attention through all passes, as a recurrence and in chunks.
@Suite struct LinearAttentionTests {
  private static let ids = TestModels.ids(13)

  private func loops(
    _ model: LinearAttentionModel, _ options: PassOptions
  ) throws -> (graph: Module, loops: LoopModule) {
    let graph = try Pipeline.graphPasses.reduce(try model.module()) {
      try Pipeline.run($1, $0, options)
    }
    return (graph, try Pipeline.run(try model.module(), options))
  }

  /// Chunks of any size, steps and calls of any length make the sum over all pairs.
  @Test(
    arguments: LinearAttentionModel.all,
    [(1, [13]), (4, [13]), (5, [6, 1, 6]), (16, [13]), (4, Array(repeating: 1, count: 13))])
  func lowersToTheDirectSum(mixer: LinearAttentionMixer, calls: (chunk: Int, pieces: [Int])) throws
  {
    let model = LinearAttentionModel(mixer: mixer)
    let expected = model.logits(Self.ids)
    let (graph, loops) = try loops(model, PassOptions(chunk: calls.chunk))
    var runner = try LoopRunner<Double>(loops, of: graph, values: model.values)
    let found = try runner.logits(Self.ids, pieces: calls.pieces)
    #expect(DifferentialCheck.difference(expected, found) <= 1e-11)
    var interpreter = GraphRunner<RealSemantics>(try model.module(), values: model.values)
    let graphs = try interpreter.logits(Self.ids, pieces: calls.pieces).elements
    #expect(DifferentialCheck.difference(expected, graphs) <= 1e-11)
  }

  /// Every pass keeps its guarantee, over the reals and in the prime field.
  @Test(arguments: LinearAttentionModel.all, [nil, 1, 4])
  func passesKeepTheirGuarantees(mixer: LinearAttentionMixer, chunk: Int?) throws {
    let model = LinearAttentionModel(mixer: mixer)
    let check = DifferentialCheck(
      options: PassOptions(chunk: chunk), ids: TestModels.ids(9), pieces: [5, 1, 3],
      values: model.values)
    _ = try check.loops(try check.graphs(try model.module(blocks: 2)))
  }

  /// A parameter of textual IR may be called like a table, and even look like one.
  @Test func tablesTakeNoNameOfOthers() throws {
    let model = LinearAttentionModel(
      mixer: LinearAttentionMixer(heads: 2, headDim: 3, decays: [0.75, 0.5]))
    var graph = try model.module()
    let options = PassOptions(chunk: 4)
    for pass in Pipeline.graphPasses {
      if pass.name == GraphPass.tabulateDecays.name { break }
      graph = try Pipeline.run(pass, graph, options)
    }
    var other = try #require(graph.parameters.first { $0.name.hasSuffix("decay_log") })
    other.type = TensorType(.f32, [.fixed(2), .fixed(5)])
    other.transforms = []
    other.name += "_powers5"
    graph.parameters.append(other)
    let tabulated = try GraphPass.tabulateDecays.run(graph, options)
    let tables = tabulated.parameters.filter { $0.transforms.contains(.powers) }
    let names = ["\(other.name)_", "\(other.name.dropLast())2"]
    #expect(tables.map(\.name).sorted() == names.sorted())
  }

  /// Where all decays are 1 nothing is decayed: no exponential, no product with a decay.
  @Test(arguments: [1, 4]) func unitDecaysCostNothing(chunk: Int) throws {
    let model = LinearAttentionModel(
      mixer: LinearAttentionMixer(heads: 2, headDim: 3, featureMap: .relu, normalizer: 0.5))
    let text = LoopPrinter.print(try loops(model, PassOptions(chunk: chunk)).loops)
    #expect(!text.contains("exp(") && !text.contains("decay"))
  }

  /// Where no token changes them, decays are tables: no exponential, no sums of logs.
  @Test(arguments: [1, 4]) func constantDecaysTakeNoExponentials(chunk: Int) throws {
    let model = LinearAttentionModel(
      mixer: LinearAttentionMixer(heads: 2, headDim: 3, decays: [0.75, 0.5]))
    let text = LoopPrinter.print(try loops(model, PassOptions(chunk: chunk)).loops)
    #expect(!text.contains("exp(") && !text.contains("rests"))
    #expect(text.contains("decay_log_powers2[") && !text.contains("buffer blocks0_decay_log :"))
  }

  private func check(_ model: LinearAttentionModel) -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(chunk: 4), ids: TestModels.ids(9), pieces: [6, 1, 2],
      values: model.values)
  }

  static let sabotage: [Sabotage] = [
    .init("lower-to-loops", "puts zeros behind values", .text("+ 4] = 1.0", "+ 4] = 0.0")),
    .init(
      "lower-to-loops", "divides by the first channel",
      .text("let divisor = scanned[t, 5 * head + 4]", "let divisor = scanned[t, 5 * head]")),
    .init("lower-to-loops", "forgets the normalizer's epsilon", .text("+ 0.5\n", "+ 0.0\n")),
    .init(
      "lower-to-loops", "hides the own token",
      .text("for column in 0 ..< row + 1 {", "for column in 0 ..< row {")),
    .init(
      "lower-to-loops", "forgets the past in steps",
      .text("let updated = blocks0_ssm[block, head, s, p] + b", "let updated = b")),
    .init(
      "parallelize", "leaves out the first token's weight",
      .text("parallel for t in 0 ..< n {", "parallel for t in 1 ..< n {")),
    .init("plan-memory", "puts the sums over the values", .place("with_ones", "scanned")),
  ]

  static let decaySabotage: [Sabotage] = [
    .init(
      "lower-to-loops", "gives all heads the decay of the first",
      .text("= blocks0_decay_log_powers5[block, head, ", "= blocks0_decay_log_powers5[block, 0, ")),
    .init(
      "lower-to-loops", "lets the own token decay",
      .text("powers5[block, head, row - column]", "powers5[block, head, row - column + 1]")),
    .init(
      "lower-to-loops", "forgets that the last chunk may be shorter",
      .text("index count = min(4, n - t0)", "index count = min(4, n)"), code: "E0555"),
    .init("lower-to-loops", "omits the decay between chunks", .text("= chunk_decay * ", "= ")),
    .init("lower-to-loops", "omits the decay of a step", .text("= decay * blocks0", "= blocks0")),
  ]

  @Test(arguments: sabotage)
  func sabotagedLoweringsAreFound(_ sabotage: Sabotage) throws {
    try expectFound(
      sabotage,
      LinearAttentionMixer(
        heads: 2, headDim: 3, valueDim: 4, featureMap: .eluPlusOne, normalizer: 0.5))
  }

  @Test(arguments: decaySabotage)
  func sabotagedDecaysAreFound(_ sabotage: Sabotage) throws {
    try expectFound(
      sabotage, LinearAttentionMixer(heads: 2, headDim: 3, valueDim: 4, decays: [0.75, 0.5]))
  }

  /// A table of the wrong powers is found.
  @Test func wrongPowersAreFound() throws {
    let model = LinearAttentionModel(
      mixer: LinearAttentionMixer(heads: 2, headDim: 3, decays: [0.75, 0.5]))
    var check = check(model)
    let position = try #require(
      check.graphPasses.firstIndex { $0.name == GraphPass.tabulateDecays.name })
    let sabotage = Sabotage(
      GraphPass.tabulateDecays.name, "grows instead of decaying",
      .text("decay_log\" powers", "decay_log\" negate powers"))
    let sound = check.graphPasses[position]
    check.graphPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    let error = #expect(throws: Diagnostic.self) { _ = try check.graphs(try model.module()) }
    #expect(error?.id.code == "E0603")
    #expect(error?.message.contains(sabotage.pass) == true)
  }

  /// A graph pass that loses decays is found.
  @Test func lostDecaysAreFound() throws {
    let model = LinearAttentionModel(
      mixer: LinearAttentionMixer(heads: 2, headDim: 3, decays: [0.75, 0.5]))
    var check = check(model)
    check.graphPasses = [
      GraphPass("rewrite", "", .reassociating) { module, _ in
        let text = GraphPrinter.print(module)
          .replacing(/constant_decay (%\d+), %\d+/) { "unit_decay \($0.output.1)" }
        return try GraphParser.parse(text)
      }
    ]
    let error = #expect(throws: Diagnostic.self) {
      _ = try check.graphs(try model.module())
    }
    #expect(error?.id.code == "E0603")
  }

  private func expectFound(_ sabotage: Sabotage, _ mixer: LinearAttentionMixer) throws {
    let model = LinearAttentionModel(mixer: mixer)
    var check = check(model)
    let graph = try Pipeline.graphPasses.reduce(try model.module()) {
      try Pipeline.run($1, $0, check.options)
    }
    if let position = check.loopPasses.firstIndex(where: { $0.name == sabotage.pass }) {
      let sound = check.loopPasses[position]
      check.loopPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    } else {
      check.lower = { module, _ in try sabotage.applied(to: LowerToLoops.run(module)) }
    }
    let error = #expect(throws: Diagnostic.self) { _ = try check.loops(graph) }
    #expect(error?.id.code == sabotage.code, "\(String(describing: error))")
  }
}

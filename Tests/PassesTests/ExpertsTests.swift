import Diagnostics
import IR
import Schedule
import Testing

@testable import Check
@testable import Passes

/// Mixtures of experts through all passes.
@Suite struct ExpertsTests {
  private func check(_ products: GemmProvider = .builtin) -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(products: products), ids: TestModels.ids(11), pieces: [7, 1, 3],
      values: TestModels.values)
  }

  /// Every pass and the lowering keep their guarantees, for the built-in kernels' packed weights and for rows.
  @Test(arguments: MixtureModels.all.indices, GemmProvider.allCases)
  func passesKeepTheirGuarantees(index: Int, products: GemmProvider) throws {
    let check = check(products)
    let graph = try check.graphs(try MixtureModels.all[index].module())
    _ = try check.loops(graph)
  }

  /// Loops without any rewrite, and with other tiles of columns, compute the same.
  @Test(arguments: ["", "split column by 16 as tile column", "split j by 5 as tile j"])
  func schedulesMayBeOthers(rewrites: String) throws {
    let schedule = try Schedule(
      parsing: "schedule 1 experts many { \(rewrites) } experts one { \(rewrites) }", file: "s")
    let check = DifferentialCheck(
      options: PassOptions(schedule: schedule), ids: TestModels.ids(11), pieces: [7, 1, 3],
      values: TestModels.values)
    let loops = try check.loops(try check.graphs(try MixtureModels.all[0].module()))
    #expect(
      loops.functions.flatMap(\.body).flatMap(\.flattened).contains { statement in
        if case .loop(let loop) = statement { loop.variable == "target" } else { false }
      })
  }

  /// The weights of the experts that no token chose may be anything.
  @Test func othersAreNotComputed() throws {
    var check = check()
    let values = check.values
    check.values = { parameter, slice in
      var numbers = try values(parameter, slice)
      // The router is made to choose the experts 2 and 5.
      if parameter.name == "router" {
        for row in [0, 1, 3, 4, 6, 7] {
          for column in 0..<MixtureModels.width {
            numbers[row * MixtureModels.width + column] = 0
          }
        }
        for column in 0..<MixtureModels.width {
          numbers[5 * MixtureModels.width + column] = -numbers[2 * MixtureModels.width + column]
        }
      }
      if parameter.type.shape.count == 3 {
        let size = numbers.count / MixtureModels.count
        for expert in [3, 4, 6, 7] {
          for index in expert * size..<(expert + 1) * size { numbers[index] = .nan }
        }
      }
      return numbers
    }
    let module = try MixtureModels(route: Route(.softmaxOfChosen, chosen: 2)).module()
    _ = try check.loops(try check.graphs(module))
  }

  /// Products are calls on the expert's weights, whatever the expert.
  @Test(arguments: GemmProvider.allCases)
  func productsAreKernels(products: GemmProvider) throws {
    let loops = try Pipeline.run(
      try MixtureModels().module(), PassOptions(products: products))
    let kernel: Kernel = products == .builtin ? .linearPanel : .linearRows
    for name in ["prefill", "step"] {
      let function = try #require(loops.functions.first { $0.name == name })
      let calls = function.body.flatMap(\.flattened).compactMap { statement -> Call? in
        if case .call(let call) = statement { call } else { nil }
      }
      for weight: BufferID in ["up", "gate", "down"] {
        let call = try #require(calls.first { $0.views[1].buffer == weight })
        #expect(call.kernel == kernel)
        #expect(call.views[1].origin.prefix(2) == ["block", "expert"])
      }
    }
  }

  static let sabotage: [Sabotage] = [
    .init(
      "lower-to-loops", "gathers the tokens of another expert",
      .text("where gates[t, expert]", "where gates[t, u]")),
    .init("lower-to-loops", "forgets the gate", .text("+= gate * ", "+= ")),
    .init(
      "lower-to-loops", "adds to the rows in the order of the list",
      .text("mixed[token, ", "mixed[target, ")),
    .init(
      "lower-to-loops", "takes equal scores for greater ones behind them",
      .text("1.0 - less(router_out[t, j], own)", "less(own, router_out[t, j])")),
    .init(
      "lower-to-loops", "runs behind the end of the list",
      .text("for source in 0 ..< rows {", "for source in 0 ..< n {"), code: "E0555"),
    .init(
      "lower-to-loops", "has no room for all tokens",
      .text("tokens : i32[256]", "tokens : i32[255]"), code: "E0555"),
    .init(
      "select-kernels", "takes the first expert's weights for every expert",
      .text("= up[block, expert, ", "= up[block, 0, ")),
    .init(
      "parallelize", "leaves out the first token of each expert",
      .text("parallel for source in 0 ..< rows {", "parallel for source in 1 ..< rows {")),
    .init(
      "vectorize", "counts one score too few",
      .text("simd(sums: rank) for j in e + 1 ..< 8", "simd(sums: rank) for j in e + 1 ..< 7")),
    .init("plan-memory", "puts the inputs over the gates", .place("expert_inputs", "gates")),
  ]

  @Test(arguments: sabotage)
  func sabotagedPassesAreNamed(_ sabotage: Sabotage) throws {
    var check = check()
    let graph = try Pipeline.graphPasses.reduce(try Self.tied.module()) {
      try Pipeline.run($1, $0, check.options)
    }
    if let position = check.loopPasses.firstIndex(where: { $0.name == sabotage.pass }) {
      let sound = check.loopPasses[position]
      check.loopPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    } else {
      check.lower = { module, _ in try sabotage.applied(to: LowerToLoops.run(module)) }
    }
    // Two experts have the same scores, so that it matters how ties are broken.
    let values = check.values
    check.values = { parameter, slice in
      var numbers = try values(parameter, slice)
      if parameter.name == "router" {
        for column in 0..<MixtureModels.width {
          numbers[MixtureModels.width + column] = numbers[column]
        }
      }
      return numbers
    }
    let error = #expect(throws: Diagnostic.self) { _ = try check.loops(graph) }
    #expect(error?.id.code == sabotage.code, "\(String(describing: error))")
  }

  private static let tied = MixtureModels(
    route: Route(.softmaxThenChoose(normalized: false), chosen: 1))

  /// Each thread reads what it selects from on its own, so that may not be overwritten before the next barrier.
  @Test func memoryIsKeptUntilAllThreadsHaveSelected() throws {
    let loops = try Pipeline.run(try MixtureModels().module(), PassOptions())
    try MemoryPlanVerifier.verify(loops)
    let damaged = try Sabotage("plan-memory", "", .place("expert_inputs", "usage"))
      .applied(to: loops)
    let error = #expect(throws: Diagnostic.self) { try MemoryPlanVerifier.verify(damaged) }
    #expect(error?.message.contains("reads buffer 'usage' after its memory was reassigned") == true)
  }

  /// Factors, one after the other, and what is left of them.
  static let factors: [(factors: [Double], left: [Double])] = [
    ([1], []), ([0.3], [0.3]), ([0.3, 2], [0.6]), ([0.25, -0.3], [-0.075]),
    ([0.3, 0.7], [0.3, 0.7]), ([1, 1], []), ([2, 0.5], []), ([1e300, 4, 0.5], [1e300 * 2]),
    ([1e308, 4], [1e308, 4]),
  ]

  @Test(arguments: factors)
  func factorsAreMergedWhereThatIsExact(factors: [Double], left: [Double]) throws {
    var graph = GraphBuilder(Module(name: "m"))
    let x = graph.argument(TensorType(.f32, [.tokens, 3]))
    let y = try factors.reduce(x.value) { try graph(.scale(Scale(by: $1)), $0) }
    var module = graph.module
    module.functions = [
      Function(name: "body", body: graph.region(arguments: [x], results: [y]))
    ]
    let canonical = try [GraphPass.canonicalize, .canonicalize, .removeDead].reduce(module) {
      try $1.run($0, PassOptions())
    }
    let kept = canonical.functions[0].body.operations.compactMap { operation -> Double? in
      if case .scale(let scale) = operation.kind { scale.factor } else { nil }
    }
    #expect(kept == left)
  }
}

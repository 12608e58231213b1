import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

@Suite struct DifferentialCheckTests {
  private func check() -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(chunk: 4), ids: TestModels.ids(9), pieces: [6, 1, 2],
      values: TestModels.values)
  }

  /// A model of which every number matters: its time steps are clamped, its projections biased.
  private static func model() throws -> Module {
    try GraphImporter.module(of: TestModels.architecture([TestModels.mixer(limit: 0.01...0.4)]))
  }

  /// The model after all graph passes.
  private static let graph = Result {
    try Pipeline.graphPasses.reduce(try model()) {
      try Pipeline.run($1, $0, PassOptions(chunk: 4))
    }
  }

  @Test func soundPassesAreFoundSound() throws {
    var seen: [String] = []
    let graph = try check().graphs(try Self.model()) { seen.append($0.pass) }
    _ = try check().loops(graph) { seen.append($0.pass) }
    let graphPasses = Pipeline.graphPasses.map(\.name)
    let loopPasses = Pipeline.loopPasses.map(\.name)
    // Each kind of rewrite is reported before the pass that carries them out.
    let rewrites = seen.filter { $0.hasPrefix("schedule: ") }
    #expect(rewrites.contains("schedule: stage") && rewrites.contains("schedule: replace"))
    #expect(
      seen.filter { !rewrites.contains($0) } == graphPasses + [Pipeline.loweringName] + loopPasses)
  }

  /// Whatever pass is added needs its sabotage.
  @Test func everyPassIsSabotaged() {
    #expect(Set(Self.graphSabotage.map(\.pass)) == Set(Pipeline.graphPasses.map(\.name)))
    #expect(
      Set(Self.loopSabotage.map(\.pass))
        == Set(Pipeline.loopPasses.map(\.name) + [Pipeline.loweringName]))
  }

  static let graphSabotage: [Sabotage] = [
    .init(
      "recognize-semiseparable", "takes C for B and B for C",
      .text("semiseparable.apply %31, %21, %23", "semiseparable.apply %31, %23, %21")),
    .init(
      "canonicalize", "drops the upper limit of a clamp",
      .text("{lower = 0.01, upper = 0.4}", "{lower = 0.01, upper = inf}")),
    .init("fold", "forgets the sign of the decay rate", .text("exp negate", "exp")),
    .init("fold", "changes an epsilon", .text("epsilon = 1e-05", "epsilon = 1.001e-05")),
    .init(
      "remove-dead", "removes the write of a state",
      .text("      state.write @blocks0.ssm %53\n", ""), code: "E0507"),
    .init(
      "remove-dead", "takes the skip connection of D for dead",
      .text("= merge_heads %41", "= merge_heads %52")),
    .init(
      "promote-scalar-decay", "mistakes B for C",
      .text("semiseparable.apply %31, %21, %23", "semiseparable.apply %31, %23, %21")),
    .init(
      "expand", "forgets to scale by the time step, in steps only",
      .text("%32, %33 : f32[1, 4, 3]", "%19, %33 : f32[1, 4, 3]")),
    .init(
      "expand", "forgets to normalize the last row",
      .text("= linear %2, %3 : f32[1, 19]", "= linear %5, %3 : f32[1, 19]")),
    .init(
      "choose-chunk", "mistakes the operands of scans to be chunked",
      .text("%21, %23, %32, %33 {algorithm = ch", "%23, %21, %32, %33 {algorithm = ch")),
    .init(
      "partition-semiseparable", "transposes the scores",
      .text("chunk.scores %23, %21", "chunk.scores %21, %23")),
    .init(
      "partition-semiseparable", "subtracts what comes from the past",
      .text("= add %59, %63", "= subtract %59, %63")),
    .init(
      "partition-semiseparable", "leaves the state as it was before the call",
      .text("state.write @blocks0.ssm %62", "state.write @blocks0.ssm %33")),
    .init(
      "fuse-chunk", "fuses the unscaled input",
      .text("%21, %23, %32, %33 {chunk", "%21, %23, %19, %33 {chunk")),
    .init(
      "tabulate-decays", "fuses the unscaled input",
      .text("%21, %23, %32, %33 {chunk", "%21, %23, %19, %33 {chunk")),
    .init(
      "quantize-weights", "loses a transposition with the element",
      .text("\"blocks.*.conv\" transpose", "\"blocks.*.conv\" in bf16")),
    .init(
      "pack-weights", "loses a transposition with the layout",
      .text("\"blocks.*.conv\" transpose", "\"blocks.*.conv\"")),
    .init(
      "fuse-elementwise", "hands back B for C and C for B",
      .text(
        "%9, %16, %19, %21, %23, %31, %32 = rowwise", "%9, %16, %19, %23, %21, %31, %32 = rowwise")
    ),
  ]

  static let loopSabotage: [Sabotage] = [
    .init(
      "lower-to-loops", "ends the chunk's triangle before its diagonal",
      .text("for column in 0 ..< row + 1 {", "for column in 0 ..< row {")),
    .init(
      "lower-to-loops", "omits the decay between chunks",
      .text("= chunk_decay * blocks0_ssm", "= blocks0_ssm")),
    .init(
      "lower-to-loops", "omits the decay of a step",
      .text("= decay * blocks0_ssm", "= blocks0_ssm")),
    .init(
      "lower-to-loops", "keeps the convolution's tail one row too early",
      .text("= in_proj_out[k + n, c + 12]", "= in_proj_out[k + n - 1, c + 12]")),
    .init(
      "lower-to-loops", "keeps the convolution's tail one row too late",
      .text("= in_proj_out[k + n, c + 12]", "= in_proj_out[k + n + 1, c + 12]"), code: "E0555"),
    .init(
      "lower-to-loops", "takes the first row for the last",
      .text("hidden[n + t - 1, c]", "hidden[t, c]")),
    .init("lower-to-loops", "scans before it has the scores", .order("scores:", "scan:")),
    .init(
      "sum-in-place", "takes the normed rows for the residual",
      .text("= hidden[t, c] + out_proj_out[t, c]", "= normed[t, c] + out_proj_out[t, c]")),
    .init(
      "add-in-place", "forgets what the product is added to",
      .text("hidden[row, column] +=", "hidden[row, column] =")),
    .init(
      "schedule", "overwrites the bias",
      .text("y += in_proj_out[", "y = in_proj_out[")),
    .init(
      "schedule", "sums over one state too few",
      .text("n = 3, k = 5)", "n = 3, k = 4)")),
    .init(
      "schedule", "forgets that an operand is transposed",
      .text("5 * group + 12; 1, 0]", "5 * group + 12; 0, 1]"), code: "E0555"),
    .init(
      "schedule", "leaves weights beside the triangle",
      .text("masked_scores[i, j] = 0.0", "masked_scores[i, j] = 1.0")),
    .init(
      "select-kernels", "overwrites the bias",
      .text("y += in_proj_out[", "y = in_proj_out[")),
    .init(
      "parallelize", "leaves out the last, shorter chunk",
      .text("parallel for t0 in 0 ..< n by 4", "parallel for t0 in 0 ..< n - 3 by 4")),
    .init(
      "parallelize", "leaves out the first row",
      .text("parallel for t in 0 ..< n {", "parallel for t in 1 ..< n {")),
    .init("parallelize", "adds the block's output too early", .order("scan:", "out_proj_out:")),
    .init(
      "parallelize", "shares out tiles that overlap",
      .text("parallel for t0 in 0 ..< n by 4", "parallel for t0 in 0 ..< n by 2"),
      code: "E0556"),
    .init(
      "parallelize", "shares out blocks, each of which needs the one before",
      .text("for block in 0 ..< 1 {", "parallel for block in 0 ..< 1 {"), code: "E0554"),
    .init(
      "vectorize", "forgets what is left after whole vectors",
      .text("simd for p in 0 ..< 3 {", "simd for p in 0 ..< 2 {")),
    .init(
      "vectorize", "sums all lanes but the first",
      .text("simd(sums: squares) for c in 0 ..<", "simd(sums: squares) for c in 1 ..<")),
    .init(
      "vectorize", "takes a running sum for independent",
      .text("  for i in 0 ..< min(4, n - t0) {", "  simd for i in 0 ..< min(4, n - t0) {"),
      code: "E0554"),
    .init("plan-memory", "puts a buffer over a live one", .place("scores", "scaled")),
    .init("plan-memory", "puts a buffer over the rows", .place("normed", "hidden")),
    .init("plan-memory", "gives two states one place", .place("blocks0_ssm", "blocks0_conv_tail")),
  ]

  @Test(arguments: graphSabotage)
  func sabotagedGraphPassesAreNamed(_ sabotage: Sabotage) throws {
    var check = check()
    let position = try #require(check.graphPasses.firstIndex { $0.name == sabotage.pass })
    let sound = check.graphPasses[position]
    check.graphPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    var passed: [String] = []
    let error = #expect(throws: Diagnostic.self) {
      _ = try check.graphs(try Self.model()) { passed.append($0.pass) }
    }
    expect(error, sabotage, passed)
  }

  @Test(arguments: loopSabotage)
  func sabotagedLoopPassesAreNamed(_ sabotage: Sabotage) throws {
    var check = check()
    if let position = check.loopPasses.firstIndex(where: { $0.name == sabotage.pass }) {
      let sound = check.loopPasses[position]
      check.loopPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    } else {
      check.lower = { module, _ in try sabotage.applied(to: LowerToLoops.run(module)) }
    }
    var passed: [String] = []
    let error = #expect(throws: Diagnostic.self) {
      _ = try check.loops(try Self.graph.get()) { passed.append($0.pass) }
    }
    expect(error, sabotage, passed)
  }

  /// A broken guarantee names its pass; what a verifier refuses stops the check before that pass is compared.
  private func expect(_ error: Diagnostic?, _ sabotage: Sabotage, _ passed: [String]) {
    #expect(error?.id.code == sabotage.code, "\(String(describing: error))")
    if sabotage.code == "E0603" {
      #expect(error?.message.contains("'\(sabotage.pass)'") == true, "\(String(describing: error))")
      #expect(passed.last == sabotage.pass)
    } else {
      #expect(!passed.contains(sabotage.pass))
    }
  }
}

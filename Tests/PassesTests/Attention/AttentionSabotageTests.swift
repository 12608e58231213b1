import Diagnostics
import IR
import Testing

@testable import Check
@testable import Passes

/// Lowerings of attention that are wrong on purpose must be found.
@Suite struct AttentionSabotageTests {
  static let sabotage: [Sabotage] = [
    .init(
      "lower-to-loops", "leaves a score where a key is hidden",
      .text("for i in 0 ..< j {", "for i in 1 ..< j {")),
    .init(
      "lower-to-loops", "hides the own key",
      .text("for i in j ..< min(64, n - t0) {", "for i in j + 1 ..< min(64, n - t0) {")),
    .init(
      "lower-to-loops", "does not rescale the sum of weights",
      .text("= factor * weight_sums[i]", "= weight_sums[i]")),
    .init(
      "lower-to-loops", "does not rescale the outputs",
      .text("= kept * attended", "= 1.0 * attended")),
    .init(
      "lower-to-loops", "lets a step miss its own key",
      .text("min(64, past + 1 - s0)", "min(64, past - s0)")),
    .init(
      "lower-to-loops", "starts positions anew in every call",
      .text("index fine_row = (past + t) % 256", "index fine_row = t % 256")),
    .init(
      "lower-to-loops", "writes keys over the first ones",
      .text("blocks0_k[block, past + t, ", "blocks0_k[block, t, ")),
    .init(
      "lower-to-loops", "writes keys behind the last ones",
      .text("blocks0_k[block, past + t, ", "blocks0_k[block, past + t + 1, "), code: "E0555"),
    .init(
      "lower-to-loops", "lets heads read the groups in turn",
      .text("index group = head / 2", "index group = head % 2")),
    .init(
      "parallelize", "shares out tiles of keys",
      .text(
        "      for s0 in 0 ..< past + 1 by 64", "      parallel for s0 in 0 ..< past + 1 by 64"),
      code: "E0554"),
  ]

  private static let graph = Result {
    try Pipeline.graphPasses.reduce(try AttentionModel().module()) {
      try Pipeline.run($1, $0, PassOptions())
    }
  }

  private func check() -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(), ids: TestModels.ids(9), pieces: [4, 1, 3, 1],
      values: TestModels.values)
  }

  @Test(arguments: sabotage) func isFound(_ sabotage: Sabotage) throws {
    var check = check()
    if let position = check.loopPasses.firstIndex(where: { $0.name == sabotage.pass }) {
      let sound = check.loopPasses[position]
      check.loopPasses[position].run = { try sabotage.applied(to: sound.run($0, $1)) }
    } else {
      check.lower = { module, _ in try sabotage.applied(to: LowerToLoops.run(module)) }
    }
    let error = #expect(throws: Diagnostic.self) { _ = try check.loops(try Self.graph.get()) }
    #expect(error?.id.code == sabotage.code, "\(String(describing: error))")
  }

  /// A graph pass that touches attention is found in the prime field too, where scores are no numbers to be close to.
  @Test func aSmallChangeOfTheScaleIsFound() throws {
    var check = check()
    check.graphPasses = [
      GraphPass("rewrite", "", .reassociating) { module, _ in
        try Sabotage("rewrite", "", .text("scale = 0.4", "scale = 0.4000000000000001"))
          .applied(to: module)
      }
    ]
    let error = #expect(throws: Diagnostic.self) {
      _ = try check.graphs(try AttentionModel().module())
    }
    #expect(error?.message.contains("prime field") == true)
  }
}

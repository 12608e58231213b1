import Diagnostics
import Frontend
import IR
import Testing

@testable import Check
@testable import Passes

/// What each class of exactness allows a pass to change.
@Suite struct ExactnessTests {
  /// A pass of some class, the divisor that it puts in the place of 6 in all norms, and whether it breaks its guarantee.
  static let words: [(Exactness, divisor: String, isBroken: Bool)] = [
    (.bitwise, "6.0", false),
    (.bitwise, "6.000000000000001", true),
    (.reassociating, "6.0", false),
    (.reassociating, "6.000000000000001", true),
    (.approximate(1e-4), "6.000001", false),
    (.approximate(1e-4), "6.1", true),
  ]

  @Test(arguments: words)
  func loopPassesMayChangeWhatTheySay(
    _ exactness: Exactness, divisor: String, isBroken: Bool
  ) throws {
    let sabotage = Sabotage("rewrite", "divides", .text("squares / 6.0", "squares / \(divisor)"))
    var check = check()
    check.loopPasses = [
      LoopPass("rewrite", "", exactness) { module, _ in try sabotage.applied(to: module) }
    ]
    let graph = try Pipeline.graphPasses.reduce(try model()) {
      try Pipeline.run($1, $0, check.options)
    }
    let error = try outcome { _ = try check.loops(graph) }
    #expect((error?.id == .passBrokeGuarantee) == isBroken, "\(String(describing: error))")
    #expect(error == nil || error?.message.contains("'rewrite'") == true)
  }

  /// Far less than rounding over the reals, but another number in the prime field: no reassociation does that.
  @Test(arguments: [(Exactness.reassociating, true), (.approximate(1e-9), false)])
  func reassociationIsExactInThePrimeField(_ exactness: Exactness, isBroken: Bool) throws {
    let sabotage = Sabotage(
      "rewrite", "changes an epsilon", .text("epsilon = 1e-05", "epsilon = 1.0000000000001e-05"))
    var check = check()
    check.graphPasses = [
      GraphPass("rewrite", "", exactness) { module, _ in try sabotage.applied(to: module) }
    ]
    let error = try outcome { _ = try check.graphs(try model()) }
    #expect((error?.message.contains("prime field") == true) == isBroken)
    #expect((error == nil) != isBroken)
  }

  /// What is not a number differs from everything, also from itself.
  @Test func whatIsNoNumberDiffers() {
    for odd in [Double.nan, .infinity] {
      #expect(DifferentialCheck.difference([odd, 1], [odd, 1]) == .infinity)
      #expect(DifferentialCheck.difference([1, odd], [1, 1]) == .infinity)
      #expect(DifferentialCheck.difference([1, 1], [1, odd]) == .infinity)
    }
    #expect(DifferentialCheck.difference([0, 0], [0, 0]) == 0)
    #expect(DifferentialCheck.difference([1, 4], [1, 3]) == 0.25)
    #expect(DifferentialCheck.difference([1], [1, 1]) == .infinity)
  }

  private func check() -> DifferentialCheck {
    DifferentialCheck(
      options: PassOptions(chunk: 4), ids: TestModels.ids(6), pieces: [5, 1],
      values: TestModels.values)
  }

  private func model() throws -> Module {
    try GraphImporter.module(of: TestModels.architecture([TestModels.mixer()]))
  }

  /// The diagnostic that `body` throws, if any.
  private func outcome(_ body: () throws -> Void) throws -> Diagnostic? {
    do {
      try body()
      return nil
    } catch let error as Diagnostic {
      return error
    }
  }
}

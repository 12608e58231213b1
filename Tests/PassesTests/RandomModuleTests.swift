import IR
import Testing

@testable import Check
@testable import Passes

@Suite struct RandomModuleTests {
  /// Every pass keeps its guarantee on modules that no model has.
  @Test(arguments: 0..<40)
  func passesKeepTheirGuarantees(seed: Int) throws {
    let module = try RandomModules.module(seed: seed)
    try GraphVerifier.verify(module)
    let check = DifferentialCheck(
      options: PassOptions(chunk: 1 + seed % 6), ids: TestModels.ids(8), pieces: [5, 1, 2],
      values: TestModels.values)
    let expanded = try check.graphs(module)
    _ = try check.loops(expanded)
  }
}

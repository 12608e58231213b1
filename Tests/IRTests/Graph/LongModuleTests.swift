import Foundation
import Testing

@testable import IR

/// Modules of many operations and declarations take time in proportion.
@Suite struct LongModuleTests {
  /// A chain of `count` norms, each with a weight of its own.
  private static func text(_ count: Int) -> String {
    let declarations = (0..<count).map { "  param @p\($0) : f32[4] = \"p\($0)\"\n" }.joined()
    let norms = (0..<count).map {
      """
          %\(2 * $0 + 1) = param @p\($0) : f32[4]
          %\(2 * $0 + 2) = rms_norm %\(2 * $0), %\(2 * $0 + 1) {epsilon = 1e-05, groups = 1} : f32[T, 4]

      """
    }.joined()
    return "module long {\n\(declarations)  func body(%0: f32[T, 4]) {\n\(norms)"
      + "    yield %\(2 * count)\n  }\n}\n"
  }

  /// Sixteen times the operations must take far less than 256 times as long; processor time, the best of three.
  @Test func timeToReadAndVerifyGrowsWithLength() throws {
    func seconds(_ count: Int) throws -> Double {
      let text = Self.text(count)
      return try (0..<3).map { _ in
        let start = clock()
        let module = try GraphParser.parse(text, file: "long.ssd")
        try GraphVerifier.verify(module)
        return Double(clock() - start)
      }.min() ?? 0
    }
    #expect(try seconds(8000) < 64 * seconds(500))
  }

  @Test func declarationsAreFoundByName() throws {
    let module = try GraphParser.parse(Self.text(3), file: "long.ssd")
    #expect(module.parameter("p2")?.source == "p2" && module.parameter("p3") == nil)
    var parameters = module.parameters
    parameters[1].name = "q"
    #expect(parameters["p1"] == nil && parameters["q"]?.source == "p1")
    parameters.removeAll { $0.name == "p0" }
    #expect(parameters["p0"] == nil && parameters["p2"]?.source == "p2" && parameters.count == 2)
    parameters.insert(parameters[1], at: 0)
    parameters[0].source = "other"
    #expect(parameters["p2"]?.source == "other")
    #expect(parameters != module.parameters && Set([parameters, parameters]).count == 1)
  }
}

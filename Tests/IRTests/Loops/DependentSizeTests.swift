import Diagnostics
import IR
import Testing

/// Sizes whose greatest value depends on sizes before them.
@Suite struct DependentSizeTests {
  private static let sizes = "n: 1...16, past: 0...64 - n"

  private func found(_ body: String, _ parameters: String = sizes) throws -> [Diagnostic] {
    try LoopVerifierTests.diagnostics(body, parameters: parameters)
  }

  @Test func boundsKnowTheSum() throws {
    #expect(try found("for t in 0 ..< n { v[past + t] = 0 }") == [])
    #expect(try found("for s in 0 ..< past + n { v[s] = 0 }") == [])
    let beyond = try found("for t in 0 ..< n { v[past + t + 1] = 0 }")
    #expect(beyond.map(\.id) == [.loopBounds])
  }

  @Test(arguments: [
    "n: 1...16, past: 0...15 - n", "past: 0...64 - n, n: 1...16", "n: 1...n",
    "n: 1...16, past: 0...1099511627776 * n",
  ]) func rangesThatMayBeEmptyOrUnknown(parameters: String) throws {
    #expect(try !found("", parameters).isEmpty)
  }

  @Test func textReadsBack() throws {
    let text = """
      loop module m {

        func f(n: 1...16, past: 0...64 - n) {
        }
      }

      """
    let module = try LoopParser.parse(text)
    #expect(LoopPrinter.print(module) == text)
    #expect(module.functions[0].sizes[1] == SizeParameter("past", 0, to: Affine(64) - "n"))
  }

  @Test func callersAreHeldToThem() throws {
    let module = try LoopParser.parse(
      "loop module m { buffer v : f32[64] in state func f(\(Self.sizes)) { v[past + n - 1] = 1 } }")
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    let memory = try LoopMemory<Double>(for: module)
    try interpreter.run(sizes: ["n": 16, "past": 48], memory: memory)
    #expect(try memory.read("v")[63] == 1)
    let refused: [([Symbol: Int], String)] = [
      (["n": 16, "past": 49], "'past' is 49, expected 0 to 48"), (["n": 16], "'past' is missing"),
    ]
    for (sizes, message) in refused {
      let error = #expect(throws: Diagnostic.self) {
        try interpreter.run(sizes: sizes, memory: memory)
      }
      #expect(error?.message.contains(message) == true)
    }
  }

  /// Numbers that no verifier has seen do not trap.
  @Test func unverifiedSizesAreRefused() throws {
    let module = try LoopParser.parse(
      "loop module m { func f(n: 0...1099511627776, k: 0...1099511627776 * n, j: 0...i) { } }")
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    let memory = try LoopMemory<Double>(for: module)
    let error = #expect(throws: Diagnostic.self) {
      try interpreter.run(sizes: ["n": 1 << 40, "k": 0, "j": 0], memory: memory)
    }
    #expect(error?.message.contains("is not a number") == true)
  }
}

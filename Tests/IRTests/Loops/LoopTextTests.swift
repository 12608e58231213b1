import Diagnostics
import IR
import Testing

@Suite struct LoopTextTests {
  @Test func everyFormReadsBackAndPrintsTheSame() throws {
    let module = try LoopParser.parse(LoopSamples.tour)
    #expect(LoopPrinter.print(module) == LoopSamples.tour)
    #expect(LoopVerifier.diagnostics(module) == [])
  }
}

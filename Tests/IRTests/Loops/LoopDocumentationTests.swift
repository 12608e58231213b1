import Foundation
import IR
import Testing

@Suite struct LoopDocumentationTests {
  /// The example at the head of docs/loop-ir.md is a program.
  @Test func documentedExampleIsAccepted() throws {
    let page = URL(filePath: #filePath).appending(path: "../../../../docs/loop-ir.md")
    let text = try String(contentsOf: page.standardized, encoding: .utf8)
    let example = text.split(separator: "```", omittingEmptySubsequences: false)[1]
    let module = try LoopParser.parse(String(example))
    #expect(LoopVerifier.diagnostics(module) == [])
    #expect(module.functions.first?.notes.count == 1)
  }
}

import Diagnostics
import Foundation
import Testing

@Suite struct ErrorListTests {
  @Test func docsListEveryErrorAndNoOther() throws {
    let text = try String(contentsOfFile: "\(SSDCProcess.root)/docs/errors.md", encoding: .utf8)
    let listed = text.split(separator: "\n").filter { $0.hasPrefix("| E") }.map(String.init)
    let expected = DiagnosticID.all.map { "| \($0.code) | \($0.exit.rawValue) | \($0.title) |" }
    #expect(listed == expected)
  }
}

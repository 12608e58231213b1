import Diagnostics
import Testing

/// Text from files in messages and in JSON.
@Suite struct QuotingTests {
  /// Overrides of direction and line separators must not reach a terminal or a page of JavaScript as they are.
  @Test(arguments: [
    ("\u{202E}", "\\u202e", "\\u{202e}"), ("\u{2028}", "\\u2028", "\\u{2028}"),
    ("\u{1B}", "\\u001b", "\\u{1b}"), ("\u{E0001}", "\\udb40\\udc01", "\\u{e0001}"),
    ("é", "é", "é"), ("\u{1F600}", "\u{1F600}", "\u{1F600}"),
  ])
  func whatSteersIsEscaped(text: String, json: String, printable: String) {
    #expect(DiagnosticRenderer.quoted(text) == "\"\(json)\"")
    #expect(DiagnosticRenderer.printable(text) == printable)
  }
}

import Foundation
import Testing

@testable import Frontend

/// Packs tokenizers, compiles the runtime with their tables and runs it against the goldens.
@Suite struct TokenizerRuntimeTests {
  @Test(arguments: TokenizerFixture.names)
  func encodesAndDecodesAsTheGoldens(name: String) throws {
    let fixture = TokenizerFixture(name: name)
    let cases = try fixture.cases()
    #expect(cases.split(separator: "\n").count > 4 * 185)
    try check(fixture.model(), cases: cases)
  }

  /// Where it differs from sentencepiece's conversion: pieces are cut, and prefixed only at the start of the text.
  @Test func metaspaceCutsAtSpaces() throws {
    var model = try TokenizerFixture(name: "llama-spm").model()
    model.text = TextRules(marker: .preTokenizer, wordPrefix: .first, split: .spaces)
    let space = try #require(model.tokens.firstIndex { $0.bytes == SpaceMarker.bytes })
    func id(_ text: String) throws -> String {
      try String(#require(model.tokens.firstIndex { $0.bytes == Array(text.utf8) }))
    }
    let (prefixed, bare) = try (id("▁a"), id("a"))
    try check(
      model,
      cases: """
        e 0 61 \(prefixed)
        e 0 2061 \(prefixed)
        e 0 202061 \(space) \(prefixed)
        e 0 3c733e61 1 \(bare)

        """, longBytes: 10_000)
  }

  @Test func runtimeFilesAreThoseOfTheRuntime() throws {
    let tables = try TokenizerTables(TokenizerFixture(name: "neox-bpe").model())
    let folder = TokenizerFixture.packageRoot.appending(path: "Runtime/tokenizer")
    let present = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(Set(tables.runtimeFiles) == Set(present))
  }

  @Test func linksWithoutNormalizationWhereNoneIsNeeded() throws {
    let tables = try TokenizerTables(TokenizerFixture(name: "llama-spm").model())
    #expect(!tables.runtimeFiles.contains("nfc.c"))
    let folder = try TemporaryFolder()
    let runtime = TokenizerFixture.packageRoot.appending(path: "Runtime/tokenizer").path
    let main = """
      #include "tokenizer.h"
      int main(void) { return ssdc_tokenizer_scratch(&ssdc_tokenizer, NULL, 9) == 0; }
      """
    let sources = tables.runtimeFiles.filter { $0.hasSuffix(".c") }.map { "\(runtime)/\($0)" }
    let linked = try CommandResult(
      running: ["cc", "-std=c99", "-I\(runtime)", "-o", folder.url.appending(path: "a").path]
        + sources + [
          folder.write(tables.cSource(), to: "tables.c"), folder.write(main, to: "main.c"),
        ])
    #expect(linked.status == 0, "\(linked.output)")
    #expect(try CommandResult(running: [folder.url.appending(path: "a").path]).status == 0)
  }

  /// Runs the C tests with the tables of `model` on `cases`, and on texts of `longBytes`.
  private func check(
    _ model: TokenizerModel, cases: String, longBytes: Int = 1_000_000
  ) throws {
    let folder = try TemporaryFolder()
    let script = TokenizerFixture.packageRoot.appending(path: "Tests/Runtime/tokenizer/run").path
    let result = try CommandResult(running: [
      script, folder.write(TokenizerTables(model).cSource(), to: "tables.c"),
      folder.write(cases, to: "cases"), String(longBytes),
    ])
    #expect(result.status == 0 && result.output.contains(" 0 failures"), "\(result.output)")
  }
}

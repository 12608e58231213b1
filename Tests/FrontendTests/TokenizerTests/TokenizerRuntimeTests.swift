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
    try TokenizerFixture.check(fixture.model(), cases: cases, longBytes: 1_000_000)
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
}

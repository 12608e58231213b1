import Foundation
import Testing

@testable import Frontend

@Suite struct TokenizerTablesTests {
  @Test func sourceIsDeterministicAndNarrow() throws {
    let fixture = TokenizerFixture(name: "neox-bpe")
    let source = try TokenizerTables(fixture.model()).cSource()
    #expect(try source == TokenizerTables(fixture.model()).cSource())
    #expect(source.split(separator: "\n").allSatisfy { $0.utf8.count <= 100 })
  }

  @Test func readsMergesInBothWritings() throws {
    let pairs = try TokenizerModel(MinimalTokenizer().node())
    var spelled = MinimalTokenizer()
    spelled.merges = #"["a b"]"#
    #expect(try TokenizerModel(spelled.node()).merges.map(\.result) == pairs.merges.map(\.result))
    #expect(pairs.merges.count == 1 && pairs.merges[0].result == 2)
  }

  @Test func keepsCanonicallyEquivalentTokensApart() throws {
    var tokenizer = MinimalTokenizer()
    tokenizer.vocab = #"""
      {"a": 0, "b": 1, "ab": 2, "\u00e5": 3, "\u212b": 4, "a\u030a": 5, "\u00c5": 6}
      """#
    let model = try TokenizerModel(tokenizer.node())
    #expect(model.tokens.map { $0.bytes.count } == [1, 1, 2, 2, 3, 3, 2])
  }

  @Test func everyHashedEntryIsFound() {
    let hashes: [UInt32] = [7, 7, 7, 15, 0xFFFF_FFFF]
    let slots = HashSlots.table(hashes: hashes, indices: [0, 1, 2, 3, 4])
    #expect(slots.count == 8 && slots.filter { $0 == 0 }.count == 3)
    #expect(slots == [2, 3, 4, 5, 0, 0, 0, 1])
  }

  @Test func cutsBeforeSpacesOnlyWhereNoMergeSpansThem() throws {
    let model = try TokenizerFixture(name: "llama-spm").model()
    #expect(model.text.split == .none && model.runtimeSplit == .spaceRuns)
    var spanning = model
    let first = try #require(model.tokens.firstIndex { $0.bytes == Array("a".utf8) })
    let second = try #require(model.tokens.firstIndex { $0.bytes == SpaceMarker.bytes })
    spanning.merges.append(.init(left: Int32(first), right: Int32(second), result: 0))
    #expect(spanning.runtimeSplit == .none)
  }
}

import Foundation
import Testing

@testable import Frontend

/// Settings that none of the fixtures has, each changed in one of them, against what the reference makes of mixed texts.
@Suite struct TokenizerVariantTests {
  /// A fixture with one change; `name` is also that of its cases.
  struct Variant: CustomTestStringConvertible, Sendable {
    var name: String
    var fixture: String
    var change: @Sendable (inout TokenizerModel) -> Void
    var testDescription: String { name }
  }

  static let all = [
    Variant(name: "added-raw", fixture: "llama3-bpe") { addTokens(to: &$0, normalized: false) },
    Variant(name: "added-normalized", fixture: "llama-spm") {
      addTokens(to: &$0, normalized: true)
    },
    Variant(name: "byte-level-prefix", fixture: "neox-bpe") { $0.text.wordPrefix = .unlessSpaced },
    Variant(name: "digit-by-digit", fixture: "llama3-bpe") { $0.text.split = .cl100kDigit },
    Variant(name: "unknown-single", fixture: "llama-spm") {
      $0.alphabet = .characters(byteFallback: false)
      $0.fusesUnknown = false
    },
    Variant(name: "unknown-fused", fixture: "llama-spm") {
      $0.alphabet = .characters(byteFallback: false)
    },
    Variant(name: "metaspace-first", fixture: "llama-spm") {
      $0.text = TextRules(marker: .preTokenizer, wordPrefix: .first, split: .spaces)
    },
    Variant(name: "metaspace-always", fixture: "llama-spm") {
      $0.text = TextRules(marker: .preTokenizer, wordPrefix: .unlessSpaced)
    },
    Variant(name: "metaspace-never", fixture: "llama-spm") {
      $0.text = TextRules(marker: .preTokenizer, split: .spaces)
    },
  ]

  /// Adds tokens that take white space, or do not match within words.
  static func addTokens(to model: inout TokenizerModel, normalized: Bool) {
    for content in ["<A>", "<AB>", "xy", "中"] {
      let bytes = Array(content.utf8)
      let id = model.tokens.firstIndex { $0.bytes == bytes } ?? model.tokens.count
      if id == model.tokens.count {
        model.tokens.append(.init(bytes: bytes, isInModel: false, isSpecial: false))
      }
      model.addedTokens.append(
        .init(
          id: Int32(id), content: bytes, stripsLeft: ["<A>", "中"].contains(content),
          stripsRight: ["<AB>", "中"].contains(content), isSingleWord: content == "xy",
          isNormalized: normalized))
    }
  }

  @Test(arguments: all)
  func encodesAsTheReference(variant: Variant) throws {
    var model = try TokenizerFixture(name: variant.fixture).model()
    variant.change(&model)
    let cases = TokenizerFixture.folder.appending(path: "variants/\(variant.name).cases")
    let text = try String(decoding: Data(contentsOf: cases), as: UTF8.self)
    #expect(text.split(separator: "\n").count == 60)
    try TokenizerFixture.check(model, cases: text, longBytes: 10_000, compilers: "cc")
  }
}

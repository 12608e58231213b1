import Diagnostics
import Testing

@testable import Frontend

/// Every class of tokenizer that is broken or not covered is refused with its own diagnostic, naming what is wrong.
@Suite struct TokenizerRefusalTests {
  struct Refusal: CustomTestStringConvertible, Sendable {
    var name: String
    var code: String
    var naming: String
    var tokenizer: MinimalTokenizer
    var testDescription: String { name }

    init(_ name: String, _ code: String, naming: String, _ tokenizer: MinimalTokenizer) {
      (self.name, self.code, self.naming, self.tokenizer) = (name, code, naming, tokenizer)
    }
  }

  static let bytes = MinimalTokenizer()
  static let marker = MinimalTokenizer.marker

  static func added(_ members: String) -> MinimalTokenizer {
    bytes.with(\.added, "[{\(members)}]")
  }

  static let fields = [
    Refusal("vocabulary of the wrong type", "E0401", naming: "vocab", bytes.with(\.vocab, "[]")),
    Refusal(
      "id of the wrong type", "E0401", naming: "'model.vocab.a'",
      bytes.with(\.vocab, #"{"a": "0"}"#)),
    Refusal("negative id", "E0401", naming: "'model.vocab.a'", bytes.with(\.vocab, #"{"a": -1}"#)),
    Refusal(
      "fractional id", "E0401", naming: "'model.vocab.a'", bytes.with(\.vocab, #"{"a": 0.5}"#)),
    Refusal(
      "huge id", "E0401", naming: "'model.vocab.a'", bytes.with(\.vocab, #"{"a": 99999999999}"#)),
    Refusal("merges of the wrong type", "E0401", naming: "merges", bytes.with(\.merges, "{}")),
    Refusal("merge of three", "E0401", naming: "3", bytes.with(\.merges, #"["a b c"]"#)),
    Refusal("merge of one", "E0401", naming: "1", bytes.with(\.merges, #"[["a"]]"#)),
    Refusal("merge of numbers", "E0401", naming: "merges", bytes.with(\.merges, "[[1, 2]]")),
    Refusal(
      "flag of the wrong type", "E0401", naming: "fuse_unk",
      bytes.with(\.options, #""type": "BPE", "fuse_unk": 1,"#)),
    Refusal(
      "stage without a type", "E0401", naming: "normalizer.type", bytes.with(\.normalizer, "{}")),
    Refusal("added token without content", "E0401", naming: "content", added(#""id": 3"#)),
  ]

  static let kinds = [
    Refusal(
      "WordPiece", "E0402", naming: "'WordPiece'", bytes.with(\.options, #""type": "WordPiece","#)),
    Refusal(
      "Unigram", "E0402", naming: "'Unigram'", bytes.with(\.options, #""type": "Unigram","#)),
    Refusal(
      "no type, no merges", "E0402", naming: "no type",
      bytes.with(\.options, "").with(\.merges, "null")),
    Refusal(
      "lower-casing", "E0403", naming: "'Lowercase'",
      bytes.with(\.normalizer, #"{"type": "Lowercase"}"#)),
    Refusal(
      "NFKC", "E0403", naming: "'NFKC'",
      bytes.with(
        \.normalizer, #"{"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "NFKC"}]}"#)
    ),
    Refusal(
      "another marker", "E0403", naming: "'_'",
      marker.with(\.normalizer, replace(#"{"String": " "}"#, by: "_"))),
    Refusal(
      "replacing by pattern", "E0403", naming: "regular expression",
      marker.with(\.normalizer, replace(#"{"Regex": " "}"#, by: "▁"))),
    Refusal(
      "whitespace", "E0404", naming: "'Whitespace'",
      bytes.with(\.preTokenizer, #"{"type": "Whitespace"}"#)),
    Refusal(
      "contradictory prefixes", "E0404", naming: "'first'",
      marker.with(\.normalizer, "null").with(
        \.preTokenizer,
        #"""
        {"type": "Metaspace", "replacement": "▁", "prepend_scheme": "first",
         "add_prefix_space": false}
        """#)),
    Refusal(
      "prefix not said", "E0401", naming: "add_prefix_space",
      bytes.with(\.preTokenizer, #"{"type": "ByteLevel"}"#)),
    Refusal("no pre-tokenizer", "E0404", naming: "Replace", bytes.with(\.preTokenizer, "null")),
    Refusal(
      "an unknown pattern", "E0404", naming: #"'\w+|\s+'"#,
      bytes.with(\.preTokenizer, split(#"\\w+|\\s+"#))),
    Refusal(
      "an unknown behavior", "E0404", naming: "'MergedWithNext'",
      bytes.with(
        \.preTokenizer,
        split(gpt2).replacing("Isolated", with: "MergedWithNext"))),
    Refusal(
      "cutting twice", "E0404", naming: "use_regex",
      bytes.with(
        \.preTokenizer, split(gpt2).replacing(#""use_regex": false"#, with: #""use_regex": true"#))),
    Refusal(
      "a template for two texts", "E0405", naming: "sequence A",
      bytes.with(\.postProcessor, template(#"{"Sequence": {"id": "B"}}"#))),
    Refusal(
      "a post-processor of BERT", "E0405", naming: "'BertProcessing'",
      bytes.with(\.postProcessor, #"{"type": "BertProcessing"}"#)),
    Refusal(
      "a decoder of another style", "E0406", naming: "'WordPiece'",
      bytes.with(\.decoder, #"{"type": "WordPiece"}"#)),
    Refusal("no decoder", "E0406", naming: "no decoder", bytes.with(\.decoder, "null")),
    Refusal(
      "a byte-level decoder for markers", "E0406", naming: "'ByteLevel'",
      marker.with(\.decoder, #"{"type": "ByteLevel"}"#)),
    Refusal(
      "dropout", "E0407", naming: "dropout",
      bytes.with(\.options, #""type": "BPE", "dropout": 0.1,"#)),
    Refusal(
      "a word suffix", "E0407", naming: "end_of_word_suffix",
      bytes.with(\.options, #""type": "BPE", "end_of_word_suffix": "</w>","#)),
    Refusal(
      "whole words of characters", "E0407", naming: "ignore_merges",
      marker.with(\.options, #""type": "BPE", "ignore_merges": true,"#)),
  ]

  static let contradictions = [
    Refusal(
      "two tokens with one id", "E0408", naming: "id 1",
      bytes.with(\.vocab, #"{"a": 0, "b": 1, "ab": 1}"#)),
    Refusal(
      "a hole in the ids", "E0409", naming: "id 2",
      bytes.with(\.vocab, #"{"a": 0, "b": 1, "ab": 3}"#)),
    Refusal(
      "a hole before added tokens", "E0409", naming: "id 3", added(#""id": 4, "content": "<x>""#)),
    Refusal(
      "merge of an unknown token", "E0410", naming: "'c'", bytes.with(\.merges, #"[["a", "c"]]"#)),
    Refusal(
      "merge into an unknown token", "E0410", naming: "'ba'", bytes.with(\.merges, #"["b a"]"#)),
    Refusal("an empty added token", "E0412", naming: "empty", added(#""id": 3, "content": """#)),
    Refusal(
      "an added token with another's id", "E0412", naming: "'ab'",
      added(#""id": 2, "content": "<x>""#)),
    Refusal(
      "an added token with another id", "E0412", naming: "'a'", added(#""id": 3, "content": "a""#)),
    Refusal(
      "a doubled added token", "E0412", naming: "'x'",
      added(#""id": 3, "content": "x"}, {"id": 4, "content": "x""#)),
    Refusal(
      "an unknown unknown token", "E0413", naming: "'<unk>'",
      bytes.with(\.options, #""type": "BPE", "unk_token": "<unk>","#)),
    Refusal(
      "an unknown special token", "E0413", naming: "'<s>'",
      bytes.with(\.postProcessor, template(#"{"SpecialToken": {"id": "<s>"}}"#))),
    Refusal(
      "a special token beyond the ids", "E0413", naming: "id 7",
      bytes.with(
        \.postProcessor,
        template(#"{"SpecialToken": {"id": "<s>"}}"#, tokens: #"{"<s>": {"ids": [7]}}"#))),
  ]

  static let gpt2 =
    #"'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+"#

  static func replace(_ pattern: String, by content: String) -> String {
    #"{"type": "Replace", "pattern": \#(pattern), "content": "\#(content)"}"#
  }

  static func template(_ single: String, tokens: String = "{}") -> String {
    #"{"type": "TemplateProcessing", "single": [\#(single)], "special_tokens": \#(tokens)}"#
  }

  static func split(_ pattern: String) -> String {
    """
    {"type": "Sequence", "pretokenizers": [
     {"type": "Split", "pattern": {"Regex": "\(pattern)"}, "behavior": "Isolated", "invert": false},
     {"type": "ByteLevel", "add_prefix_space": false, "use_regex": false}]}
    """
  }

  @Test(arguments: fields + kinds + contradictions)
  func refuses(_ refusal: Refusal) throws {
    let node = try refusal.tokenizer.node()
    let diagnostic = #expect(throws: Diagnostic.self) { try TokenizerModel(node) }
    let found = try #require(diagnostic)
    #expect(found.id.code == refusal.code, "\(found.message)")
    let told = found.message + " " + (found.place?.detail ?? "")
    #expect(told.contains(refusal.naming), "\(told)")
    #expect(found.place?.file == "tokenizer.json")
  }

  @Test func acceptsWhatItBreaks() throws {
    _ = try TokenizerModel(Self.bytes.node())
    _ = try TokenizerModel(Self.marker.node())
  }

  @Test func refusesMoreIdsThanEmbeddings() throws {
    let node = try Self.bytes.node()
    _ = try TokenizerModel(node, embeddingRows: 3)
    let diagnostic = #expect(throws: Diagnostic.self) {
      try TokenizerModel(node, embeddingRows: 2)
    }
    #expect(diagnostic?.id == .vocabularyBeyondEmbedding)
  }
}

@testable import Frontend

/// The smallest byte-level tokenizer, as JSON texts to be broken one at a time.
struct MinimalTokenizer {
  var vocab = #"{"a": 0, "b": 1, "ab": 2}"#
  var merges = #"[["a", "b"]]"#
  /// Further members of the model, each followed by a comma.
  var options = #""type": "BPE","#
  var added = "[]"
  var normalizer = "null"
  var preTokenizer = #"{"type": "ByteLevel", "add_prefix_space": false}"#
  var postProcessor = "null"
  var decoder = #"{"type": "ByteLevel"}"#

  /// The whole file.
  var json: String {
    """
    {"added_tokens": \(added), "normalizer": \(normalizer), "pre_tokenizer": \(preTokenizer),
     "post_processor": \(postProcessor), "decoder": \(decoder),
     "model": {\(options) "vocab": \(vocab), "merges": \(merges)}}
    """
  }

  /// The file, parsed.
  func node() throws -> TokenizerNode {
    try TokenizerNode(
      JSONReader.read(Array(json.utf8), file: "tokenizer.json"), of: "tokenizer.json")
  }

  /// The same with one member replaced.
  func with(_ member: WritableKeyPath<MinimalTokenizer, String>, _ text: String) -> Self {
    var copy = self
    copy[keyPath: member] = text
    return copy
  }

  /// The smallest tokenizer of characters with U+2581 for spaces.
  static let marker = MinimalTokenizer(
    vocab: #"{"<unk>": 0, "▁": 1, "a": 2, "▁a": 3}"#, merges: #"["▁ a"]"#,
    normalizer: #"""
      {"type": "Sequence", "normalizers": [{"type": "Prepend", "prepend": "▁"},
       {"type": "Replace", "pattern": {"String": " "}, "content": "▁"}]}
      """#,
    preTokenizer: "null",
    decoder: #"""
      {"type": "Sequence", "decoders": [
       {"type": "Replace", "pattern": {"String": "▁"}, "content": " "}, {"type": "Fuse"},
       {"type": "Strip", "content": " ", "start": 1, "stop": 0}]}
      """#)
}

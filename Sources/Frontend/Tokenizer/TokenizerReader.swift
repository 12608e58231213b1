import Diagnostics

extension TokenizerModel {
  /// Reads the tokenizer of `file`, the parsed content of a `tokenizer.json`.
  ///
  /// `embeddingRows` is the number of ids that the model has embeddings for, where it is known.
  /// Throws a diagnostic E04xx where the file is inconsistent, or names a kind of tokenizer that the runtime does not cover.
  public init(_ file: TokenizerNode, embeddingRows: Int? = nil) throws {
    let model = try Self.coveredModel(of: file)
    let stage = try TokenizerStages(file, byteFallback: model.flag("byte_fallback"))
    var vocabulary = try Vocabulary(model.member("vocab"))
    merges = try vocabulary.readMerges(model.member("merges"))
    addedTokens = try vocabulary.addTokens(file.optional("added_tokens"))
    tokens = try vocabulary.denseTokens(at: file)
    if let rows = embeddingRows, tokens.count > rows {
      throw Diagnostic(
        .vocabularyBeyondEmbedding,
        "the tokenizer has \(tokens.count) ids, but the model embeds only \(rows)", at: file.place)
    }
    alphabet = stage.alphabet
    text = stage.text
    strippedSpaces = stage.strippedSpaces
    fusesUnknown = try model.flag("fuse_unk")
    ignoresMerges = try model.flag("ignore_merges")
    unknown = try model.optional("unk_token").map { try vocabulary.modelId(of: $0) }
    template = try Template(file.optional("post_processor"), tokenCount: tokens.count)
    if ignoresMerges, alphabet != .bytes {
      throw Diagnostic(
        .tokenizerOption, "ignore_merges is supported only for byte-level tokenizers",
        at: model.place(of: "ignore_merges"))
    }
  }

  /// The member `model`, which must be BPE without the options that are not covered.
  ///
  /// Old files leave its type out; only BPE has merges.
  private static func coveredModel(of file: TokenizerNode) throws -> TokenizerNode {
    let model = try file.member("model")
    let type = try model.optional("type")?.string()
    if let type, type != "BPE" {
      throw Diagnostic(
        .tokenizerModelKind, "the tokenizer's model is \(named(type)); only 'BPE' is supported",
        at: model.place(of: "type"))
    }
    if type == nil, try model.optional("merges") == nil {
      throw Diagnostic(
        .tokenizerModelKind, "the tokenizer's model has no type and no merges, so it is not 'BPE'",
        at: model.place)
    }
    if let dropout = try model.optional("dropout"), try dropout.number() != 0 {
      throw Diagnostic(.tokenizerOption, "dropout is not supported", at: dropout.place)
    }
    for option in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let affix = try model.optional(option), try !affix.string().isEmpty {
        throw Diagnostic(.tokenizerOption, "\(option) is not supported", at: affix.place)
      }
    }
    return model
  }
}

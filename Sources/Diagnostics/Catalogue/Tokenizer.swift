extension DiagnosticID {
  /// E04xx: tokenizers.
  static let tokenizerEntries: [DiagnosticID] = [
    tokenizerField, tokenizerModelKind, tokenizerNormalizer, tokenizerPreTokenizer,
    tokenizerPostProcessor, tokenizerDecoder, tokenizerOption, doubledToken, tokenIdHole,
    unknownTokenInMerge, vocabularyBeyondEmbedding, addedToken, unknownTokenReference,
  ]

  /// A member of the tokenizer's file is missing or of the wrong type.
  public static let tokenizerField = DiagnosticID(
    "E0401", "malformed tokenizer",
    """
    tokenizer.json lacks a required member or has a member of the wrong type. The message gives the member's path in \
    the file. The file was probably written by hand, truncated or converted badly: save it again with the tokenizers \
    library.
    """)
  /// The tokenizer's model is not byte-pair encoding.
  public static let tokenizerModelKind = DiagnosticID(
    "E0402", "unsupported tokenizer model",
    """
    Emitted programs support only byte-pair encoding (BPE). WordPiece, Unigram and WordLevel models are rejected \
    rather than approximated. The model itself can be compiled without a tokenizer; its program then reads and \
    writes token ids.
    """)
  /// A normalizer that is not covered.
  public static let tokenizerNormalizer = DiagnosticID(
    "E0403", "unsupported tokenizer normalizer",
    """
    The supported normalizers are NFC, and the pair of Prepend and Replace with which sentencepiece vocabularies \
    replace spaces by U+2581. Ignoring any other would change the ids of some texts.
    """)
  /// A pre-tokenizer, or its regular expression, that is not covered.
  public static let tokenizerPreTokenizer = DiagnosticID(
    "E0404", "unsupported tokenizer pre-tokenizer",
    """
    The supported pre-tokenizers are ByteLevel, Metaspace, and Split followed by ByteLevel with the regular \
    expression of GPT-2, of cl100k and Llama 3, or of its variant that splits numbers into digits. Each regular \
    expression is matched by code written for it; unknown ones are rejected, never guessed.
    """)
  /// A post-processor that is not covered.
  public static let tokenizerPostProcessor = DiagnosticID(
    "E0405", "unsupported tokenizer post-processor",
    """
    The supported post-processors are ByteLevel, which does not change ids, and TemplateProcessing with one sequence \
    A among special tokens.
    """)
  /// A decoder that is not covered.
  public static let tokenizerDecoder = DiagnosticID(
    "E0406", "unsupported tokenizer decoder",
    """
    Byte-level tokenizers must use the decoder ByteLevel. Tokenizers derived from sentencepiece must use the \
    sequence Replace, ByteFallback (if the model has byte_fallback), Fuse and, optionally, Strip. Others are \
    rejected, because their text could differ from the reference.
    """)
  /// An option of the tokenizer's model that is not covered.
  public static let tokenizerOption = DiagnosticID(
    "E0407", "unsupported tokenizer option",
    """
    The BPE options dropout, continuing_subword_prefix and end_of_word_suffix, and combinations of options that no \
    known tokenizer uses, are not supported. The message names the option.
    """)
  /// A token or an id that the vocabulary has twice.
  public static let doubledToken = DiagnosticID(
    "E0408", "duplicate token",
    """
    Two tokens have the same id, or one token has two ids. Readers disagree on which one is meant. Save the \
    tokenizer again with the tokenizers library.
    """)
  /// An id that no token has.
  public static let tokenIdHole = DiagnosticID(
    "E0409", "gap in the token ids",
    """
    The ids of a tokenizer, including added tokens, must be all the numbers from 0 to one less than their count. An \
    id without a token would have no text when the model produces it.
    """)
  /// A merge that names a token which is not in the vocabulary.
  public static let unknownTokenInMerge = DiagnosticID(
    "E0410", "merge of an unknown token",
    """
    A merge joins two tokens into a third; all three must be in the vocabulary. The merges and the vocabulary \
    probably come from different tokenizers.
    """)
  /// A tokenizer with more ids than the model has embeddings.
  public static let vocabularyBeyondEmbedding = DiagnosticID(
    "E0411", "vocabulary larger than the embedding",
    """
    The tokenizer can produce ids that have no row in the model's embedding. The tokenizer belongs to another model, \
    or tokens were added without resizing the embedding. The opposite, an embedding padded with unused rows, is \
    fine.
    """)
  /// An added token that contradicts the vocabulary.
  public static let addedToken = DiagnosticID(
    "E0412", "inconsistent added token",
    """
    An added token is empty, or its id or content contradicts the vocabulary or another added token. Save the \
    tokenizer again with the tokenizers library.
    """)
  /// A token named by a setting that the vocabulary does not have.
  public static let unknownTokenReference = DiagnosticID(
    "E0413", "a setting names an unknown token",
    """
    The unknown token, or a special token in the post-processor's template, is not in the vocabulary.
    """)
}

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
    tokenizer.json lacks a member that every tokenizer of its kind has, or has one of another type than
    expected. The message names the member by its path in the file. The file was probably written by hand,
    cut short or converted badly: save it again with the tokenizers library.
    """)
  /// The tokenizer's model is not byte-pair encoding.
  public static let tokenizerModelKind = DiagnosticID(
    "E0402", "tokenizer model not covered",
    """
    Emitted programs tokenize by byte-pair encoding (BPE) only. WordPiece, Unigram and WordLevel models
    are refused rather than approximated. The model itself can be compiled without a tokenizer; its
    program then reads and writes token ids.
    """)
  /// A normalizer that is not covered.
  public static let tokenizerNormalizer = DiagnosticID(
    "E0403", "tokenizer normalizer not covered",
    """
    The normalizers covered are NFC, and the pair of Prepend and Replace by which sentencepiece vocabularies
    put U+2581 in the place of spaces. Any other would change the ids of some texts, so it is refused.
    """)
  /// A pre-tokenizer, or its regular expression, that is not covered.
  public static let tokenizerPreTokenizer = DiagnosticID(
    "E0404", "tokenizer pre-tokenizer not covered",
    """
    The pre-tokenizers covered are ByteLevel, Metaspace, and Split followed by ByteLevel where the regular
    expression is the one of GPT-2, of cl100k and Llama 3, or of the sibling that cuts numbers digit by digit.
    Regular expressions are matched by code written for each; an unknown one is refused, never guessed.
    """)
  /// A post-processor that is not covered.
  public static let tokenizerPostProcessor = DiagnosticID(
    "E0405", "tokenizer post-processor not covered",
    """
    The post-processors covered are ByteLevel, which does not change ids, and TemplateProcessing with one
    sequence A among special tokens.
    """)
  /// A decoder that is not covered.
  public static let tokenizerDecoder = DiagnosticID(
    "E0406", "tokenizer decoder not covered",
    """
    Byte-level tokenizers decode with ByteLevel; those derived from sentencepiece with the sequence Replace,
    ByteFallback (where the model has byte_fallback), Fuse and, optionally, Strip. Others are refused, as their
    text could differ from the reference's.
    """)
  /// An option of the tokenizer's model that is not covered.
  public static let tokenizerOption = DiagnosticID(
    "E0407", "tokenizer option not covered",
    """
    The options dropout, continuing_subword_prefix and end_of_word_suffix of BPE models, and combinations of
    options that no known tokenizer uses, are not covered: the message names the option.
    """)
  /// A token or an id that the vocabulary has twice.
  public static let doubledToken = DiagnosticID(
    "E0408", "doubled token",
    """
    Two tokens have the same id, or one token has two ids. Which of them is meant cannot be known, and readers
    of the file disagree about it. Save the tokenizer again with the tokenizers library.
    """)
  /// An id that no token has.
  public static let tokenIdHole = DiagnosticID(
    "E0409", "hole in the token ids",
    """
    The ids of a tokenizer, added tokens included, must be all numbers from 0 to one less than their count. An
    id without a token would have no text when the model produces it.
    """)
  /// A merge that names a token which is not in the vocabulary.
  public static let unknownTokenInMerge = DiagnosticID(
    "E0410", "merge of an unknown token",
    """
    A merge joins two tokens into a third; all three must be in the vocabulary. The merges and the vocabulary
    probably come from different tokenizers.
    """)
  /// A tokenizer with more ids than the model has embeddings.
  public static let vocabularyBeyondEmbedding = DiagnosticID(
    "E0411", "vocabulary larger than the embedding",
    """
    The tokenizer can produce ids for which the model has no row of its embedding. The tokenizer belongs to
    another model, or tokens were added without resizing the embedding. The opposite, an embedding padded with
    unused rows, is fine.
    """)
  /// An added token that contradicts the vocabulary.
  public static let addedToken = DiagnosticID(
    "E0412", "inconsistent added token",
    """
    An added token is empty, or its id or content contradicts the vocabulary or another added token. Save the
    tokenizer again with the tokenizers library.
    """)
  /// A token named by a setting that the vocabulary does not have.
  public static let unknownTokenReference = DiagnosticID(
    "E0413", "setting names an unknown token",
    """
    The unknown token or a special token of the post-processor's template is not in the vocabulary.
    """)
}

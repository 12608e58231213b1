/// A byte-pair encoding tokenizer as read from a `tokenizer.json` and found to be consistent.
///
/// Ids are dense: `tokens[id]` is the token of every id from 0 on.
public struct TokenizerModel: Sendable {
  /// The tokens by id, those of the vocabulary and the added ones.
  public var tokens: [Token]
  /// The merges by rank.
  public var merges: [Merge]
  /// The added tokens, in the order of the file.
  public var addedTokens: [AddedToken]
  /// The smallest symbols of a text.
  public var alphabet: Alphabet
  /// The id of unknown characters; without one they vanish.
  public var unknown: Int32?
  /// Whether a stretch of unknown characters becomes one token.
  public var fusesUnknown: Bool
  /// Whether a word that is a token is left as it is.
  public var ignoresMerges: Bool
  /// What happens to text before it is merged.
  public var text: TextRules
  /// The ids that are put around a text on request.
  public var template: Template
  /// The number of spaces removed from the start of decoded text, when there are any.
  public var strippedSpaces: UInt32

  /// An entry of the vocabulary.
  public struct Token: Sendable {
    /// The token as it stands in the file, UTF-8.
    public var bytes: [UInt8]
    /// Whether it belongs to the model's own vocabulary, rather than only to the added tokens.
    public var isInModel: Bool
    /// Whether decoding may be asked to leave it out.
    public var isSpecial: Bool
  }

  /// A pair of ids that becomes one.
  public struct Merge: Sendable {
    /// The id on the left.
    public var left: Int32
    /// The id on the right.
    public var right: Int32
    /// The id of both together.
    public var result: Int32
  }

  /// A token that is found in the text as it stands, before everything else.
  public struct AddedToken: Sendable {
    /// Its id.
    public var id: Int32
    /// The text that it stands for, UTF-8.
    public var content: [UInt8]
    /// Whether it takes the white space to its left.
    public var stripsLeft: Bool
    /// Whether it takes the white space to its right.
    public var stripsRight: Bool
    /// Whether it is only found where no word touches it.
    public var isSingleWord: Bool
    /// Whether it is searched in normalized text, itself normalized.
    public var isNormalized: Bool
  }

  /// The smallest symbols that merging starts from.
  public enum Alphabet: Equatable, Sendable {
    /// The bytes of UTF-8, each written as a printable character in the vocabulary.
    case bytes
    /// Characters, where U+2581 stands for a space; `byteFallback` spells unknown ones as bytes.
    case characters(byteFallback: Bool)
  }

  /// Ids around a text.
  public struct Template: Equatable, Sendable {
    /// The ids before it.
    public var before: [Int32] = []
    /// The ids after it.
    public var after: [Int32] = []
  }
}

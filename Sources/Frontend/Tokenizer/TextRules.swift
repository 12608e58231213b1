/// What a tokenizer does to text before pairs are merged: normalize, put a space in front, cut.
public struct TextRules: Equatable, Sendable {
  /// Whether text is brought into Unicode's Normalization Form C.
  public var usesNFC = false
  /// Where U+2581 takes the place of spaces.
  public var marker = Marker.none
  /// When normalizing puts a space in front.
  public var normalizedPrefix = Prefix.never
  /// When cutting into words puts a space in front.
  public var wordPrefix = Prefix.never
  /// Where text is cut.
  public var split = Split.none

  /// The stage at which spaces become U+2581.
  public enum Marker: Sendable {
    case none, normalizer, preTokenizer
  }

  /// When a piece of text gets a space in front; the raw value names the runtime's constant.
  public enum Prefix: String, Sendable {
    case never = "SSDC_PREFIX_NEVER"
    case always = "SSDC_PREFIX_ALWAYS"
    case unlessSpaced = "SSDC_PREFIX_UNLESS_SPACED"
    case first = "SSDC_PREFIX_FIRST"
  }

  /// How text is cut into words; the raw value names the runtime's constant.
  public enum Split: String, Sendable {
    case none = "SSDC_SPLIT_NONE"
    case spaceRuns = "SSDC_SPLIT_SPACE_RUNS"
    case spaces = "SSDC_SPLIT_SPACES"
    case gpt2 = "SSDC_SPLIT_GPT2"
    case cl100k = "SSDC_SPLIT_CL100K"
    case cl100kDigit = "SSDC_SPLIT_CL100K_DIGIT"
  }
}

extension TextRules.Split {
  /// The rule of a regular expression of a `Split` pre-tokenizer, when it is one of those that the runtime matches by hand.
  init?(pattern: String) {
    let numbers = { (number: String) in
      #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"# + number
        + #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#
    }
    switch pattern {
    case #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#:
      self = .gpt2
    case numbers(#"\p{N}{1,3}"#): self = .cl100k
    case numbers(#"\p{N}"#): self = .cl100kDigit
    default: return nil
    }
  }
}

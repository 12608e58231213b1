/// What a model is: its blocks and their sizes, with nothing of files.
public struct Architecture: Hashable, Sendable {
  /// The model's name.
  public var name: String
  /// Rows of the embedding, and of the head.
  public var vocabulary: Int
  /// Channels of the residual stream.
  public var width: Int
  /// The most tokens of a sequence, which a model with attention keeps keys and values of.
  public var context: Int
  /// The factor of embedded rows.
  public var embeddingScale: Double
  /// Transformers that several blocks use, with the same weights.
  public var shared: [SharedTransformer]
  /// The blocks, first to last.
  public var blocks: [Block]
  /// The norm before the head.
  public var finalNorm: Norm
  /// The factor of logits.
  public var headScale: Double
  /// Whether the head is the embedding's table.
  public var tiedHead: Bool
  /// The id that a text starts with, if any.
  public var beginToken: Int?
  /// The ids that end a text.
  public var endTokens: [Int]

  /// The context of models that do not tell theirs.
  public static let usualContext = 2048

  /// A model; blocks, tokens and tables may be set after.
  public init(
    name: String, vocabulary: Int, width: Int, context: Int = Self.usualContext,
    embeddingScale: Double = 1, shared: [SharedTransformer] = [], blocks: [Block],
    finalNorm: Norm, headScale: Double = 1, tiedHead: Bool, beginToken: Int? = nil,
    endTokens: [Int] = []
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.width = width
    self.context = context
    self.embeddingScale = embeddingScale
    self.shared = shared
    self.blocks = blocks
    self.finalNorm = finalNorm
    self.headScale = headScale
    self.tiedHead = tiedHead
    self.beginToken = beginToken
    self.endTokens = endTokens
  }
}

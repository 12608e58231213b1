/// What a model is: its blocks and their sizes, with nothing of files.
public struct Architecture: Hashable, Sendable {
  /// The model's name.
  public var name: String
  /// Rows of the embedding, and of the head.
  public var vocabulary: Int
  /// Channels of the residual stream.
  public var width: Int
  /// The blocks, first to last.
  public var blocks: [Block]
  /// Epsilon of the norm before the head.
  public var finalNormEpsilon: Double
  /// Whether the head is the embedding's table.
  public var tiedHead: Bool
  /// The id that a text starts with, if any.
  public var beginToken: Int?
  /// The ids that end a text.
  public var endTokens: [Int]

  /// A model.
  public init(
    name: String, vocabulary: Int, width: Int, blocks: [Block], finalNormEpsilon: Double,
    tiedHead: Bool, beginToken: Int? = nil, endTokens: [Int] = []
  ) {
    self.name = name
    self.vocabulary = vocabulary
    self.width = width
    self.blocks = blocks
    self.finalNormEpsilon = finalNormEpsilon
    self.tiedHead = tiedHead
    self.beginToken = beginToken
    self.endTokens = endTokens
  }
}

/// One residual block: `x + mixer(norm(x))`.
public struct Block: Hashable, Sendable {
  /// Epsilon of the norm in front of the mixer.
  public var normEpsilon: Double
  /// What mixes the tokens.
  public var mixer: Mixer

  /// A block.
  public init(normEpsilon: Double, mixer: Mixer) {
    self.normEpsilon = normEpsilon
    self.mixer = mixer
  }
}

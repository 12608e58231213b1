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

/// What mixes the tokens of a block.
public enum Mixer: Hashable, Sendable {
  /// A Mamba-2 mixer.
  case mamba2(Mamba2Mixer)
}

/// A Mamba-2 mixer: Dao & Gu 2024, "Transformers are SSMs", section 7.
public struct Mamba2Mixer: Hashable, Sendable {
  /// Heads, H.
  public var heads: Int
  /// Channels per head, P.
  public var headDim: Int
  /// Groups of B and C, G; head h reads group ⌊h·G/H⌋.
  public var groups: Int
  /// State size, N.
  public var state: Int
  /// Taps of the convolution, K.
  public var convWidth: Int
  /// Whether both projections have biases.
  public var projectionBias: Bool
  /// Whether the convolution has one.
  public var convBias: Bool
  /// The least and the greatest step Δ.
  public var timeStepLimit: ClosedRange<Double>
  /// Epsilon of the gated norm.
  public var gateNormEpsilon: Double
  /// The chunk size that the checkpoint was trained with, if known: a hint, since results do not depend on it.
  public var checkpointChunk: Int?

  /// A mixer.
  public init(
    heads: Int, headDim: Int, groups: Int, state: Int, convWidth: Int, projectionBias: Bool,
    convBias: Bool, timeStepLimit: ClosedRange<Double>, gateNormEpsilon: Double,
    checkpointChunk: Int? = nil
  ) {
    self.heads = heads
    self.headDim = headDim
    self.groups = groups
    self.state = state
    self.convWidth = convWidth
    self.projectionBias = projectionBias
    self.convBias = convBias
    self.timeStepLimit = timeStepLimit
    self.gateNormEpsilon = gateNormEpsilon
    self.checkpointChunk = checkpointChunk
  }

  /// Inner channels, H·P.
  public var inner: Int { heads * headDim }
  /// Channels that pass the convolution: x, B and C.
  public var convChannels: Int { inner + 2 * groups * state }
  /// Rows of the input projection: z, x, B, C and dt.
  public var projected: Int { inner + convChannels + heads }
}

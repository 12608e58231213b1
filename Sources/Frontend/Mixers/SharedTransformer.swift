import IR

/// A Transformer whose weights several blocks share: Glorioso et al. 2024, "The Zamba2 suite".
///
/// It reads the residual stream beside the embedded tokens, `[x | embedded]`, and has no residual of its own:
/// `mlp(norm(attention(norm([x | embedded]))))`.
public struct SharedTransformer: Hashable, Sendable {
  /// The norm of both, together, and that of what attention gives, each with weights of its own.
  public var norm: Norm
  /// Attention from twice the model's width to the width.
  public var attention: AttentionMixer
  /// What follows.
  public var mlp: MLPMixer

  /// A transformer of these parts.
  public init(norm: Norm, attention: AttentionMixer, mlp: MLPMixer) {
    (self.norm, self.attention, self.mlp) = (norm, attention, mlp)
  }

  /// What is wrong with its sizes; nil when nothing is.
  var complaint: String? {
    attention.convWidth > 0
      ? "the attention of a shared transformer has a convolution, which is not supported"
      : attention.complaint ?? mlp.complaint
  }

  /// What it learns once for all its uses, in a model of `width` channels.
  func parameters(width: Int) -> [MixerParameter] {
    norm.parameters("norm", width: 2 * width)
      + attention.parameters(input: 2 * width, output: width).owned(by: attention.mixer)
      + norm.parameters("mlp_norm", width: width)
      + mlp.parameters(width: width).owned(by: mlp.mixer).map { $0.below("mlp.") }
  }
}

/// One use of a shared transformer: `x + proj(transformer([x | embedded]))`, its projections adapted by products of low rank.
public struct SharedUse: Hashable, Sendable {
  /// Which of the model's shared transformers.
  public var index: Int
  /// What that is.
  public var transformer: SharedTransformer
  /// The rank of what is added to queries, keys and values; nil for nothing.
  public var attentionRank: Int?
  /// The rank of what is added to the MLP's first projection; nil for nothing.
  public var mlpRank: Int?

  /// A use of `transformer`, the `index`-th of the model.
  public init(
    _ transformer: SharedTransformer, index: Int, attentionRank: Int? = nil, mlpRank: Int? = nil
  ) {
    self.transformer = transformer
    self.index = index
    self.attentionRank = attentionRank
    self.mlpRank = mlpRank
  }

  private var channels: [Int] {
    let attention = transformer.attention
    return [attention.heads, attention.groups, attention.groups].map { $0 * attention.headDim }
  }

  private static let adapted = ["q", "k", "v"]

  /// What it learns for this use alone, in a model of `width` channels.
  func parameters(width: Int) -> [MixerParameter] {
    var parameters: [MixerParameter] = []
    if let rank = attentionRank {
      parameters.append(MixerParameter("shared.qkv_down", [3 * rank, 2 * width]))
      parameters += zip(Self.adapted, channels).map { name, channels in
        MixerParameter("shared.\(name)_up", [channels, rank])
      }
    }
    if let rank = mlpRank {
      parameters += [
        MixerParameter("shared.mlp_down", [rank, width]),
        MixerParameter("shared.mlp_up", [transformer.mlp.projected, rank]),
      ]
    }
    return parameters + [MixerParameter("shared.proj", [width, width])]
  }

  /// Its own keys and values.
  var states: [MixerState] { transformer.attention.states.map { $0.below("shared.") } }

  /// Appends the use and returns the sum with x; parameters of this use are in `scope`, those of all uses in `common`.
  func append(
    to graph: inout GraphBuilder, _ x: Value, embedded: Value, in scope: MixerScope,
    common: MixerScope
  ) throws -> Value {
    let attention = transformer.attention
    let own = scope.below("shared.")
    let both = try graph(.concat(Concat()), x, embedded)
    let normed = try transformer.norm.append(to: &graph, both, "norm", in: common)
    var projected = try common.linear(
      "qkv_proj", normed, bias: attention.projectionBias, &graph)
    if let attentionRank {
      let down = try own.linear("qkv_down", normed, &graph)
      let parts = try Self.adapted.enumerated().map { index, name in
        let part = try graph(
          .slice(Slice(from: index * attentionRank, count: attentionRank)), down)
        return try own.linear("\(name)_up", part, &graph)
      }
      let added = try graph.results(.concat(Concat()), parts)[0]
      projected = try graph(.binary(Binary(.add)), projected, added)
    }
    let attended = try attention.attend(projected, in: own, &graph)
    let mixed = try common.linear("out_proj", attended, bias: attention.outputBias, &graph)
    let output = try mlp(mixed, in: own, common: common, &graph)
    return try graph(.binary(Binary(.add)), x, try own.linear("proj", output, &graph))
  }

  private func mlp(
    _ mixed: Value, in own: MixerScope, common: MixerScope, _ graph: inout GraphBuilder
  ) throws -> Value {
    let (mlp, scope) = (transformer.mlp, common.below("mlp."))
    let normed = try transformer.norm.append(to: &graph, mixed, "mlp_norm", in: common)
    var projected = try scope.linear("in_proj", normed, bias: mlp.projectionBias, &graph)
    if mlpRank != nil {
      let down = try own.linear("mlp_down", normed, &graph)
      let added = try own.linear("mlp_up", down, &graph)
      projected = try graph(.binary(Binary(.add)), projected, added)
    }
    return try scope.linear(
      "out_proj", try mlp.activated(projected, &graph), bias: mlp.outputBias, &graph)
  }
}

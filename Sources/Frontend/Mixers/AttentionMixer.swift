import IR

/// Causal softmax attention with grouped queries: Vaswani et al. 2017; Ainslie et al. 2023, "GQA".
public struct AttentionMixer: Hashable, Sendable {
  /// Heads of queries, H.
  public var heads: Int
  /// Groups of keys and values, G; head h reads group ⌊h·G/H⌋.
  public var groups: Int
  /// Channels per head, D.
  public var headDim: Int
  /// The factor of the products of queries and keys.
  public var scale: Double
  /// How queries and keys are turned by their positions, if they are.
  public var rotary: RotaryPositions?
  /// Whether the projection to queries, keys and values has a bias.
  public var projectionBias: Bool
  /// Whether the output projection has one.
  public var outputBias: Bool
  /// Epsilon of the RMS norms that each head of queries and keys passes before it is turned, if there are any: Henry et al. 2020.
  public var queryKeyNorm: Double?
  /// Taps of a causal convolution that queries, keys and values pass first, with a bias; 0 for none.
  public var convWidth: Int

  /// Attention; `scale` is 1/√`headDim` unless told otherwise.
  public init(
    heads: Int, groups: Int? = nil, headDim: Int, scale: Double? = nil,
    rotary: RotaryPositions? = nil,
    projectionBias: Bool = false, outputBias: Bool = false, queryKeyNorm: Double? = nil,
    convWidth: Int = 0
  ) {
    self.heads = heads
    self.groups = groups ?? heads
    self.headDim = headDim
    self.scale = scale ?? 1 / Double(headDim).squareRoot()
    self.rotary = rotary
    self.projectionBias = projectionBias
    self.outputBias = outputBias
    self.queryKeyNorm = queryKeyNorm
    self.convWidth = convWidth
  }

  /// Channels of all queries, H·D.
  public var inner: Int { heads * headDim }
  /// Channels of queries, keys and values together.
  public var projected: Int { (heads + 2 * groups) * headDim }

  /// The parameters of attention from rows of `input` channels to rows of `output`.
  func parameters(input: Int, output: Int) -> [MixerParameter] {
    var parameters = [MixerParameter("qkv_proj", [projected, input])]
    if projectionBias { parameters.append(MixerParameter("qkv_proj_bias", [projected])) }
    if convWidth > 0 {
      parameters += [
        MixerParameter(
          "conv", [convWidth, projected], stored: [projected, 1, convWidth], [.transpose]),
        MixerParameter("conv_bias", [projected]),
      ]
    }
    if queryKeyNorm != nil {
      parameters += [
        MixerParameter("q_norm", [inner]), MixerParameter("k_norm", [groups * headDim]),
      ]
    }
    parameters.append(MixerParameter("out_proj", [output, inner]))
    if outputBias { parameters.append(MixerParameter("out_proj_bias", [output])) }
    return parameters
  }
}

extension AttentionMixer: MixerDefinition {
  /// `attention`.
  public static let name = "attention"

  /// `attention`.
  public var mixer: Mixer { .attention(self) }

  /// Heads, groups and their channels.
  public var facts: [MixerFact] {
    [
      MixerFact(key: "attention_heads", value: heads),
      MixerFact(key: "attention_groups", value: groups),
      MixerFact(key: "attention_head_dim", value: headDim),
    ]
  }

  /// Its own, if it has any.
  public var rotaries: [RotaryPositions] { rotary.map { [$0] } ?? [] }

  /// The projection to queries, keys and values, in this order, and the one back.
  public func parameters(width: Int) -> [MixerParameter] {
    parameters(input: width, output: width)
  }

  /// The keys and values `[past, G, D]` of all tokens so far, and the convolution's tail if there is one.
  public var states: [MixerState] {
    let tail = MixerState("conv_tail", [convWidth - 1, projected])
    return (convWidth > 0 ? [tail] : []) + [
      MixerState("keys", [groups, headDim], isCache: true),
      MixerState("values", [groups, headDim], isCache: true),
    ]
  }

  /// Heads that groups do not divide, turned channels that a head does not have, and sizes that are too large.
  public var complaint: String? {
    if !heads.isMultiple(of: groups) {
      return "\(heads) heads cannot be divided among \(groups) groups of keys and values"
    }
    if !ArchitectureLimits.inner.contains(projected) {
      return
        "\(heads) heads and \(groups) groups of \(headDim) have \(projected) channels, expected \(ArchitectureLimits.inner)"
    }
    return rotary?.complaint(headDim: headDim) ?? scale.complaint("the scale of attention")
  }

  /// `out_proj(attention(qkv_proj x))`.
  public func append(
    to graph: inout GraphBuilder, _ normed: Value, in scope: MixerScope
  ) throws -> Value {
    let projected = try scope.linear("qkv_proj", normed, bias: projectionBias, &graph)
    let attended = try attend(projected, in: scope, &graph)
    return try scope.linear("out_proj", attended, bias: outputBias, &graph)
  }

  /// Attention of queries, keys and values `[T, (H + 2G)·D]`, whose caches are in `scope`, as rows `[T, H·D]`.
  func attend(
    _ projected: Value, in scope: MixerScope, _ graph: inout GraphBuilder
  ) throws -> Value {
    let rows =
      convWidth > 0 ? try scope.convolution(projected, bias: true, &graph) : projected
    func heads(_ from: Int, _ count: Int, norm: String? = nil) throws -> Value {
      var part = try graph(.slice(Slice(from: from * headDim, count: count * headDim)), rows)
      if let norm, let epsilon = queryKeyNorm {
        part = try graph(
          .rmsNorm(RMSNorm(epsilon: epsilon, groups: count)), part,
          try scope.parameter(norm, &graph))
      }
      return try graph(.splitHeads(SplitHeads(heads: count)), part)
    }
    func cached(_ name: String, _ rows: (Value) throws -> Value) throws -> Value {
      let state = scope.prefix + name
      let past = try graph(.stateRead(StateRead(state)))
      let all = try graph(.append(AppendRows()), past, try rows(past))
      _ = try graph.results(.stateWrite(StateWrite(state)), [all])
      return all
    }
    var queries = try heads(0, self.heads, norm: "q_norm")
    let keys = try cached("keys") { past in
      queries = try scope.rotated(queries, rotary, past: past, &graph)
      let keys = try heads(self.heads, groups, norm: "k_norm")
      return try scope.rotated(keys, rotary, past: past, &graph)
    }
    let values = try cached("values") { _ in try heads(self.heads + groups, groups) }
    let attended = try graph(
      .attention(CausalAttention(scale: scale)), queries, keys, values)
    return try graph(.mergeHeads(MergeHeads()), attended)
  }
}

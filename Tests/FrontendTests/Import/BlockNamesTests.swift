import Testing

@testable import Frontend

/// What parameters and states of a block are called.
@Suite struct BlockNamesTests {
  private static let norm = Norm(epsilon: 1e-5)
  private static let attention = Branch(.attention(AttentionMixer(heads: 2, headDim: 4)))
  private static let mlp = Branch(.mlp(MLPMixer(inner: 6)))
  private static let linear = Branch(
    .linearAttention(LinearAttentionMixer(heads: 2, headDim: 4)))

  private func part(_ branches: [Branch], _ norm: Norm = norm) -> Part {
    Part(norm: norm, branches)
  }

  @Test func aSingleMixerNeedsNoName() {
    let block = Block([Layer([part([Self.mlp])])])
    #expect(BlockNames(block).prefixes == [[[""]]])
    #expect(block.parameters(width: 8).map(\.name) == ["norm", "in_proj", "out_proj"])
  }

  @Test func severalMixersAreCalledByTheirKind() {
    let block = Block([
      Layer([part([Self.attention, Self.linear])]),
      Layer([part([Self.mlp], Norm(.layer, epsilon: 1))]),
    ])
    #expect(BlockNames(block).prefixes == [[["attention.", "linear_attention."]], [["mlp."]]])
    #expect(
      block.parameters(width: 8).map(\.name) == [
        "attention.norm", "attention.qkv_proj", "attention.out_proj",
        "linear_attention.in_proj", "linear_attention.out_proj",
        "mlp.norm", "mlp.norm_bias", "mlp.in_proj", "mlp.out_proj",
      ])
    #expect(
      block.states.map(\.name) == ["attention.keys", "attention.values", "linear_attention.ssm"])
  }

  /// Kinds are counted through layers, parts and branches.
  @Test func laterMixersOfAKindAreNumbered() {
    let block = Block([
      Layer([part([Self.mlp, Self.mlp]), part([Self.attention])]),
      Layer([part([Self.mlp, Self.attention])]),
    ])
    #expect(
      BlockNames(block).prefixes == [
        [["mlp.", "mlp2."], ["attention."]], [["mlp3.", "attention2."]],
      ])
    let names = block.parameters(width: 8).map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.filter { $0.hasSuffix("norm") } == ["mlp.norm", "attention.norm", "mlp3.norm"])
  }

  /// The second `mamba` must not be called as the first `mamba2`.
  @Test func numbersDoNotMakeTheNameOfAnotherKind() throws {
    let mamba1 = Branch(
      .mamba1(
        Mamba1Mixer(
          inner: 8, state: 2, convWidth: 2, timeStepRank: 1, projectionBias: false,
          convBias: true)))
    let mamba2 = Branch(
      .mamba2(
        Mamba2Mixer(
          heads: 2, headDim: 4, groups: 1, state: 2, convWidth: 2, projectionBias: false,
          convBias: true, timeStepLimit: 0...1, gateNorm: .gateOnly)))
    let block = Block([
      Layer([part([mamba1, mamba2])]), Layer([part([mamba1, mamba2])]), Layer([part([mamba1])]),
    ])
    #expect(
      BlockNames(block).prefixes == [
        [["mamba.", "mamba2."]], [["mamba_2.", "mamba22."]], [["mamba3."]],
      ])
    let single = Layer([part([mamba1])])
    let many = Block([Layer([part([mamba2, mamba2])])] + Array(repeating: single, count: 22))
    for block in [block, many] {
      let names = block.parameters(width: 8).map(\.name) + block.states.map(\.name)
      #expect(Set(names).count == names.count)
    }
  }

  @Test func sharedTransformersAreNamedInFrontOfTheirUse() {
    let transformer = SharedTransformer(
      norm: Self.norm, attention: AttentionMixer(heads: 2, headDim: 4),
      mlp: MLPMixer(inner: 6))
    var use = part([Self.linear])
    use.shared = SharedUse(transformer, index: 0, attentionRank: 2, mlpRank: 3)
    let block = Block([Layer([use])])
    #expect(
      block.parameters(width: 8).map(\.name) == [
        "shared.qkv_down", "shared.q_up", "shared.k_up", "shared.v_up", "shared.mlp_down",
        "shared.mlp_up", "shared.proj", "norm", "in_proj", "out_proj",
      ])
    #expect(block.states.map(\.name) == ["shared.keys", "shared.values", "ssm"])
  }
}

import IR
import Testing

@Suite struct StructureTests {
  @Test func hadamardProductsFollowTheTheory() {
    #expect(Structure.hadamard(.cumulativeDecay, .lowRank(rank: 8)) == .semiseparable(state: 8))
    #expect(Structure.hadamard(.cumulativeDecay, .cumulativeDecay) == .cumulativeDecay)
    #expect(Structure.hadamard(.lowRank(rank: 2), .identity) == .diagonal)
    #expect(Structure.hadamard(.dense, .lowRank(rank: 2)) == nil)
  }

  @Test func partitionsHaveLowRankBelowTheDiagonal() {
    #expect(
      Structure.semiseparable(state: 4).partitioned(chunk: 16) == .blockLower(chunk: 16, state: 4))
    #expect(Structure.dense.partitioned(chunk: 16) == nil)
  }
}

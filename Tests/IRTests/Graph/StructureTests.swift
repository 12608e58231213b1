import Diagnostics
import IR
import Testing

@Suite struct StructureTests {
  @Test func hadamardProductsFollowTheTheory() {
    let (decay, lowRank) = (Structure.cumulativeDecay, Structure.lowRank(rank: 8))
    #expect(Structure.hadamard(decay, lowRank) == .semiseparable(state: 8))
    #expect(Structure.hadamard(lowRank, decay) == .semiseparable(state: 8))
    for (left, right) in [
      (.dense, lowRank), (decay, decay), (lowRank, lowRank), (.semiseparable(state: 8), decay),
    ] {
      #expect(Structure.hadamard(left, right) == nil)
    }
  }

  @Test(arguments: [
    "triangular", "identity", "diagonal", "toeplitz(2)", "block_lower(4, 2)", "semiseparable",
    "low_rank(2, 2)",
  ])
  func otherStructuresAreNoTypes(_ structure: String) {
    let text = "module m { func f(%0: f32[2, T, T] \(structure)) { yield } }"
    let error = #expect(throws: Diagnostic.self) { try GraphParser.parse(text) }
    #expect(error?.id == .graphSyntax)
  }
}

import IR
import Testing

@testable import Passes

/// The chunk sizes that the cost model chooses.
@Suite struct ScanCostTests {
  private func cost(_ shape: [Int], on machine: Machine) -> ScanCost {
    ScanCost(
      groups: .fixed(shape[0]), state: .fixed(shape[1]), heads: .fixed(shape[2]),
      width: .fixed(shape[3]), on: Target(machine))
  }

  /// `[groups, state, heads, width]` of mamba2-130m: Q = 64 was measured to be best.
  @Test(arguments: Machine.allCases) func theShapeThatWasMeasured(machine: Machine) {
    #expect(cost([1, 128, 24, 64], on: machine).bestChunk == 64)
  }

  /// A large state favours long chunks, a small cache short ones.
  @Test(arguments: [[1, 256, 2, 128], [4, 512, 8, 64], [1, 128, 8, 256]])
  func smallCachesTakeShorterChunks(shape: [Int]) {
    var last = Int.max
    for machine in [Machine.x86_64, .aarch64, .armv7] {
      let cost = cost(shape, on: machine)
      let chunk = cost.bestChunk
      #expect(chunk <= last)
      #expect(
        chunk == ScanCost.candidates[0]
          || cost.workingBytes(chunk: chunk) <= machine.cacheBytes)
      last = chunk
    }
    #expect(cost(shape, on: .armv7).bestChunk < cost(shape, on: .x86_64).bestChunk)
  }
}

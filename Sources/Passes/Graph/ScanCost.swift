import IR

/// The cost model that chooses a chunk size where nothing was measured.
struct ScanCost {
  /// The extents of the scan.
  var groups, state, heads, width: Int
  /// The machine that computes it.
  var target: Target

  /// The model of a scan of these extents on `target`.
  init(groups: Extent, state: Extent, heads: Extent, width: Extent, on target: Target) {
    self.target = target
    self.groups = groups.value(tokens: 1)
    self.state = state.value(tokens: 1)
    self.heads = heads.value(tokens: 1)
    self.width = width.value(tokens: 1)
  }

  /// The chunk sizes worth considering: powers of two that fill the rows of a matrix kernel.
  static let candidates = [16, 32, 64, 128, 256]

  /// Of the candidates whose work fits the cache, the one with the least estimated time per token, the smaller one of equals.
  var bestChunk: Int {
    let fitting = Self.candidates.filter { workingBytes(chunk: $0) <= target.cacheBytes }
    return fitting.min { time(chunk: $0) < time(chunk: $1) } ?? Self.candidates[0]
  }

  /// Bytes that a head works on again and again in a chunk of `q` tokens: 64 rows of decayed scores, inputs, and B or C.
  func workingBytes(chunk q: Int) -> Int {
    4 * (min(q, 64) * q + q * (width + state))
  }

  /// Multiply-adds per token of chunks of `q` tokens, each kind weighted by how far small products fall short of large ones.
  ///
  /// The counts are those of Dao & Gu 2024, section 6.1: the triangle of scores and outputs, and twice the state. A
  /// product over q rows or sums reaches about q / (q + 24) of the peak; one decay, its exponential and its way through an
  /// array, takes about as many instructions as 32 of a product's multiply-adds (measured: docs/schedules.md).
  func time(chunk q: Int) -> Double {
    let q = Double(q)
    let triangle = (q + 1) / 2
    let quadratic = triangle * Double(groups * state + heads * width)
    let linear = 2 * Double(heads * state * width)
    let passing = Double(heads * state * width) / q
    let decays = 32 * triangle * Double(heads)
    return (quadratic + linear) * (q + 24) / q + passing + decays
  }
}

import IR

extension Lowering {
  /// The diagonal scan: `h ← e^{Δ A} ∘ h + B xᵀ`, `y = C h`, the state updated in place.
  ///
  /// Channels that have one decay for all their states make nests of their own.
  mutating func lowerDiagonalScan(
    _ scan: DiagonalScan, _ operation: Operation
  ) throws -> [Statement] {
    let operands = operation.operands
    let (steps, rates, b) = (
      try location(operands[0]), try location(operands[1]), try location(operands[2])
    )
    let (c, x) = (try location(operands[3]), try location(operands[4]))
    let extents = try type(operands[1]).extents(tokens: segmentTokens)
    let (count, channels) = (extents[0], extents[1])
    let rows = bound(try type(operands[4]).shape[0])
    let y = try place(operation.results[0].value, named: "scanned")
    let (state, preparation) = try workingState(
      initial: operands[5], final: operation.results[1].value, extents: extents)
    let (decay, updated, cell) = (Scalar("decay"), Scalar("updated"), state.element(["s", "c"]))
    let nests = Self.segments(scalar: scan.scalarChannels, of: channels).flatMap { segment in
      let (range, isScalar) = segment
      let title =
        "scan: the recurrence of \(range.count) channels with \(count) states each"
        + (isScalar ? ", which have one decay" : "")
      return nest(.diagonalScan, y, title, for: rows == 1 ? .one : .many) {
        loop("t", to: rows) {
          loop("c", from: Affine(range.lowerBound), to: Affine(range.upperBound)) {
            y["t", "c"].set(0.0)
            loop("s", count: count) {
              decay.define(exp(steps["t", "c"] * rates.element([isScalar ? 0 : "s", "c"])))
              updated.define(decay * cell + b["t", "s"] * x["t", "c"])
              cell.set(updated)
              y["t", "c"].add(c["t", "s"] * updated)
            }
          }
        }
      }
    }
    return preparation + nests
  }

  /// Consecutive channels that are computed alike.
  private static func segments(
    scalar: [Range<Int>], of channels: Int
  ) -> [(channels: Range<Int>, isScalar: Bool)] {
    var segments: [(channels: Range<Int>, isScalar: Bool)] = []
    var start = 0
    for range in scalar {
      if start < range.lowerBound { segments.append((start..<range.lowerBound, false)) }
      segments.append((range, true))
      start = range.upperBound
    }
    if start < channels { segments.append((start..<channels, false)) }
    return segments
  }
}

import IR

extension Lowering {
  /// The diagonal scan, tile by tile of channels: `h ← e^{Δ A} ∘ h + B xᵀ`, `y = C h`, the state updated in place.
  mutating func lowerDiagonalScan(
    _ scan: DiagonalScan, _ operation: Operation
  ) throws -> [Statement] {
    let operands = operation.operands
    let (steps, rates, b, c, x) = (
      try location(operands[0]), try location(operands[1]), try location(operands[2]),
      try location(operands[3]), try location(operands[4])
    )
    let extents = try type(operands[1]).extents(tokens: blockTokens)
    let (count, channels) = (extents[0], extents[1])
    let rows = bound(try type(operands[4]).shape[0])
    let y = try place(operation.results[0].value, named: "scanned")
    let (state, preparation) = try workingState(
      initial: operands[5], final: operation.results[1].value, extents: extents)

    let loop = DiagonalLoops(
      count: count, rows: rows, steps: steps, rates: rates, b: b, c: c, x: x, y: y, state: state)
    let segments = Self.segments(scalar: scan.scalarChannels, of: channels)
    let loops = segments.map { segment in
      loop.loop(over: segment.channels, isScalar: segment.isScalar)
    }
    let title =
      "scan: the recurrence of \(channels) channels with \(count) states each, \(DiagonalLoops.tileChannels) channels at a time"
    let promoted = scan.scalarChannels.reduce(0) { $0 + $1.count }
    return preparation + [
      .section(
        Section(promoted == 0 ? title : title + ", one decay for all states of \(promoted)"),
        loops)
    ]
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

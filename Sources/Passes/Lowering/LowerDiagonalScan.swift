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
      .section(promoted == 0 ? title : title + ", one decay for all states of \(promoted)", loops)
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

/// The loops of a diagonal scan over some of its channels.
private struct DiagonalLoops {
  /// States of a channel, and tokens.
  var count: Int
  var rows: Affine
  var steps, rates, b, c, x, y, state: Location

  /// Channels whose states are worked on together, so that they stay in the first-level cache.
  static let tileChannels = 16

  private let channel = Affine.symbol("c0") + "c"

  init(
    count: Int, rows: Affine, steps: Location, rates: Location, b: Location, c: Location,
    x: Location, y: Location, state: Location
  ) {
    (self.count, self.rows, self.steps, self.rates) = (count, rows, steps, rates)
    (self.b, self.c, self.x, self.y, self.state) = (b, c, x, y, state)
  }

  /// The loop over tiles of `channels`, which have one decay for all their states or one for each.
  func loop(over channels: Range<Int>, isScalar: Bool) -> Statement {
    func tile(_ body: [Statement]) -> Statement {
      let rest =
        channels.count % Self.tileChannels == 0 ? [] : [Affine(channels.upperBound) - "c0"]
      return .loop(Loop("c", to: [Affine(Self.tileChannels)] + rest, body))
    }
    let output = y.access(row: "t", channel: channel)
    let decays = Buffer("decays", .f32, [Self.tileChannels], .stack)
    let decay = isScalar ? .load(Access(decays.name, ["c"])) : self.decay(of: "s")
    let start: [Statement] =
      [.store(output, .constant(0))]
      + (isScalar ? [.store(Access(decays.name, ["c"]), self.decay(of: 0))] : [])
    let body =
      (isScalar ? [Statement.allocate(decays)] : []) + [
        tile(start),
        states {
          tile($0)
        } decayedBy: {
          decay
        },
      ]
    return .loop(
      Loop(
        "c0", from: Affine(channels.lowerBound), to: [Affine(channels.upperBound)],
        by: Self.tileChannels, [.loop(Loop("t", to: [rows], body))]))
  }

  private func decay(of state: Affine) -> Expression {
    .unary(
      .exp,
      .binary(
        .multiply, .load(steps.access(row: "t", channel: channel)),
        .load(rates.element([state, channel]))))
  }

  private func states(
    _ tile: ([Statement]) -> Statement, decayedBy decay: () -> Expression
  ) -> Statement {
    let cell = state.element(["s", channel])
    let update = Expression.binary(
      .add, .binary(.multiply, decay(), .load(cell)),
      .binary(.multiply, .scalar("b"), .load(x.access(row: "t", channel: channel))))
    return .loop(
      Loop(
        "s", to: [Affine(count)],
        [
          .define("b", .load(b.access(row: "t", channel: "s"))),
          .define("c_", .load(c.access(row: "t", channel: "s"))),
          tile([
            .define("updated", update), .store(cell, .scalar("updated")),
            .accumulate(
              y.access(row: "t", channel: channel),
              .binary(.multiply, .scalar("c_"), .scalar("updated"))),
          ]),
        ]))
  }
}

import IR

extension Lowering {
  /// Channels of a diagonal scan whose states are worked on together, so that they stay in the first-level cache.
  private static let tileChannels = 16

  /// The diagonal scan, tile by tile of channels: `h ← e^{Δ A} ∘ h + B xᵀ`, `y = C h`, the state updated in place.
  mutating func lowerDiagonalScan(_ operation: Operation) throws -> [Statement] {
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

    let channel = Affine.symbol("c0") + "c"
    func tile(_ body: [Statement]) -> Statement {
      let rest = channels % Self.tileChannels == 0 ? [] : [Affine(channels) - "c0"]
      return .loop(Loop("c", to: [Affine(Self.tileChannels)] + rest, body))
    }
    let (cell, output) = (state.element(["s", channel]), y.access(row: "t", channel: channel))
    let decay = Expression.unary(
      .exp,
      .binary(
        .multiply, .load(steps.access(row: "t", channel: channel)),
        .load(rates.element(["s", channel]))))
    let update = Expression.binary(
      .add, .binary(.multiply, decay, .load(cell)),
      .binary(.multiply, .scalar("b"), .load(x.access(row: "t", channel: channel))))
    let states = Statement.loop(
      Loop(
        "s", to: [Affine(count)],
        [
          .define("b", .load(b.access(row: "t", channel: "s"))),
          .define("c_", .load(c.access(row: "t", channel: "s"))),
          tile([
            .define("updated", update),
            .store(cell, .scalar("updated")),
            .accumulate(output, .binary(.multiply, .scalar("c_"), .scalar("updated"))),
          ]),
        ]))
    let loops = Statement.loop(
      Loop(
        "c0", to: [Affine(channels)], by: Self.tileChannels,
        [.loop(Loop("t", to: [rows], [tile([.store(output, .constant(0))]), states]))]))
    let title =
      "scan: the recurrence of \(channels) channels with \(count) states each, \(Self.tileChannels) channels at a time"
    return preparation + [.section(title, [loops])]
  }
}

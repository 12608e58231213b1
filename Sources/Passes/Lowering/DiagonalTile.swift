import IR

/// The loops of a diagonal scan over some of its channels.
///
/// A tile of channels and states stays with one thread for all tokens, held in arrays that the compiler keeps in registers, as far
/// as they reach.
struct DiagonalLoops {
  /// States of a channel, and tokens.
  var count: Int
  var rows: Affine
  var steps, rates, b, c, x, y, state: Location

  /// The most channels, and states of each, that are worked on together.
  static let (tileChannels, tileStates) = (16, 16)

  init(
    count: Int, rows: Affine, steps: Location, rates: Location, b: Location, c: Location,
    x: Location, y: Location, state: Location
  ) {
    (self.count, self.rows, self.steps, self.rates) = (count, rows, steps, rates)
    (self.b, self.c, self.x, self.y, self.state) = (b, c, x, y, state)
  }

  /// The loop over tiles of `channels`, which have one decay for all their states or one for each.
  func loop(over channels: Range<Int>, isScalar: Bool) -> Statement {
    let rest =
      channels.count % Self.tileChannels == 0 ? [] : [Affine(channels.upperBound) - "c0"]
    let first = min(count, Self.tileStates)
    let whole = (count - first) / Self.tileStates * Self.tileStates
    func tile(_ states: Int, from s0: Affine) -> [Statement] {
      DiagonalTile(self, states: states, from: s0, rest: rest, isScalar: isScalar).statements
    }
    var body = tile(first, from: 0)
    if whole > 0 {
      body.append(
        .loop(
          Loop(
            "s0", from: Affine(first), to: [Affine(first + whole)], by: Self.tileStates,
            tile(Self.tileStates, from: "s0"))))
    }
    if first + whole < count {
      body += tile(count - first - whole, from: Affine(first + whole))
    }
    return .loop(
      Loop(
        "c0", from: Affine(channels.lowerBound), to: [Affine(channels.upperBound)],
        by: Self.tileChannels, body))
  }
}

/// The scan of one tile of channels and states: the states are read, advanced over all tokens and written back.
private struct DiagonalTile {
  private let loops: DiagonalLoops
  private let states: Int
  private let start: Affine
  private let rest: [Affine]
  private let isScalar: Bool
  private let held: Buffer
  private let sums = Buffer("sums", .f32, [DiagonalLoops.tileChannels], .stack)
  private let decays = Buffer("decays", .f32, [DiagonalLoops.tileChannels], .stack)
  private let channel = Affine.symbol("c0") + "c"

  /// The tile of `states` from the state `start` on; `rest` bounds its channels further, and `isScalar` means one decay for all
  /// states of a channel.
  init(
    _ loops: DiagonalLoops, states: Int, from start: Affine, rest: [Affine], isScalar: Bool
  ) {
    (self.loops, self.states, self.start) = (loops, states, start)
    (self.rest, self.isScalar) = (rest, isScalar)
    held = Buffer("held", .f32, [states, DiagonalLoops.tileChannels], .stack)
  }

  /// The loops, and the arrays that they work in.
  var statements: [Statement] {
    [
      .allocate(held), .allocate(sums),
      eachState([eachChannel([.store(cell, .load(stored))])]),
      .loop(Loop("t", to: [loops.rows], token)),
      eachState([eachChannel([.store(stored, .load(cell))])]),
    ]
  }

  /// What a token does: `y` gains the products of `C` with the states after it.
  private var token: [Statement] {
    let output = loops.y["t", channel]
    let sum = Access(sums.name, ["c"])
    let first: Expression = start == 0 ? .constant(0) : .load(output)
    return (isScalar ? [.allocate(decays)] : []) + [
      eachChannel(
        [.store(sum, first)]
          + (isScalar ? [.store(Access(decays.name, ["c"]), decay(of: 0))] : [])),
      eachState(
        kind: .unrolled,
        [
          .define("b", .load(loops.b["t", start + "s"])),
          .define("c_", .load(loops.c["t", start + "s"])),
          eachChannel([
            .define("updated", updated), .store(cell, .scalar("updated")),
            .accumulate(sum, .binary(.multiply, .scalar("c_"), .scalar("updated"))),
          ]),
        ]),
      eachChannel([.store(output, .load(sum))]),
    ]
  }

  private var updated: Expression {
    let decay = isScalar ? .load(Access(decays.name, ["c"])) : decay(of: start + "s")
    return .binary(
      .add, .binary(.multiply, decay, .load(cell)),
      .binary(.multiply, .scalar("b"), .load(loops.x["t", channel])))
  }

  private func decay(of state: Affine) -> Expression {
    .unary(
      .exp,
      .binary(
        .multiply, .load(loops.steps["t", channel]),
        .load(loops.rates.element([state, channel]))))
  }

  private var cell: Access { Access(held.name, ["s", "c"]) }

  private var stored: Access { loops.state.element([start + "s", channel]) }

  private func eachState(kind: LoopKind = .sequential, _ body: [Statement]) -> Statement {
    .loop(Loop("s", to: [Affine(states)], kind: kind, body))
  }

  private func eachChannel(_ body: [Statement]) -> Statement {
    .loop(Loop("c", to: [Affine(DiagonalLoops.tileChannels)] + rest, body))
  }
}

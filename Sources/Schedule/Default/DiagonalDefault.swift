import IR

extension DefaultSchedule {
  /// A diagonal scan: a tile of channels and states stays with one thread for all tokens, held in arrays that the C compiler
  /// keeps in registers, as far as they reach.
  ///
  /// A tile has the most states that divide their number: every tile costs a pass over what the tokens put out, so a prime
  /// number of more than 16, which no known model has, is no faster than twice as many.
  static func diagonalScan(_ nest: Nest, _ sizes: DefaultSizes) -> [Rewrite] {
    let states = nest.extent(of: "s") ?? 1
    let tile = (1...sizes.states).last { states % $0 == 0 } ?? 1
    let isTiled = tile < states
    // The loops over the tokens of a tile of states, and around them.
    let (token, around): (Symbol, Symbol) = isTiled ? ("token", "s0") : ("t", "c0")
    let start: [Rewrite] = [
      .split(Split("c", by: sizes.channels, "c0", "c")), .reorder(Reorder("t", "c0")),
    ]
    let tiles = isTiled ? tiles(of: tile, token) : [.fission(Fission("c", before: "s", as: "lane"))]
    let lanes: [Rewrite] = [.reorder(Reorder("lane", "s")), .unroll(Unroll("s"))]
    let held = sharedDecays(nest, at: token) + heldOutput(nest, at: token)
    switch nest.label.tokens {
    case .many: return start + tiles + lanes + held + heldState(nest, at: around)
    case .one:
      let once = isTiled ? ["t", token] : [token]
      return start + tiles + lanes + held + once.map { .specialize(Specialize($0)) }
    }
  }

  /// The states in tiles, each taken through all tokens; what the tokens put out begins with zeros and gathers.
  private static func tiles(of size: Int, _ token: Symbol) -> [Rewrite] {
    [
      .split(Split("s", by: size, "s0", "s")),
      .fission(Fission("c", before: "s0", as: "lane")),
      .fission(Fission("t", before: "lane", as: token)),
      .reorder(Reorder("lane", "s0")), .reorder(Reorder(token, "s0")),
    ]
  }

  /// Where the states of a channel share one decay, that of each channel once a token.
  private static func sharedDecays(_ nest: Nest, at token: Symbol) -> [Rewrite] {
    let decay = nest.body.flatMap(\.flattened).first { $0.definedScalar == "decay" }?.definedValue
    guard let decay, !decay.mentions("s") else { return [] }
    return [.stage(Stage("decay", at: token, as: "decays", [.init("lane", filling: "c")]))]
  }

  /// What a token puts out.
  private static func heldOutput(_ nest: Nest, at token: Symbol) -> [Rewrite] {
    guard let output = nest.sum else { return [] }
    let column = Hold.Dimension(output.indices.count, filling: "c")
    return [.hold(Hold(output.buffer, at: token, as: "sums", [[column]]))]
  }

  /// The states of a tile.
  private static func heldState(_ nest: Nest, at loop: Symbol) -> [Rewrite] {
    let writes = nest.body.flatMap(\.flattened).flatMap(\.writes)
    guard let cell = writes.first(where: { $0.buffer != nest.sum?.buffer }) else { return [] }
    let rank = cell.indices.count
    let tile = [[Hold.Dimension(rank - 1, filling: "s")], [.init(rank, filling: "c")]]
    return [.hold(Hold(cell.buffer, at: loop, as: "held", tile))]
  }
}

import IR

extension DefaultSchedule {
  /// The most channels, and states of each, that are worked on together.
  private static let (tileChannels, tileStates) = (16, 16)

  /// A diagonal scan: a tile of channels and states stays with one thread for all tokens, held in arrays that the C compiler
  /// keeps in registers, as far as they reach.
  ///
  /// A tile has the most states that divide their number: every tile costs a pass over what the tokens put out, so a prime
  /// number of more than 16, which no known model has, is no faster than twice as many.
  static func diagonalScan(_ nest: Nest) -> [Rewrite] {
    let states = nest.extent(of: "s") ?? 1
    let tile = (1...tileStates).last { states % $0 == 0 } ?? 1
    let isTiled = tile < states
    let isSingle = nest.label.tokens == .one
    let token: Symbol = isTiled ? "token" : "t"
    return [.split(Split("c", by: tileChannels, "c0", "c")), .reorder(Reorder("t", "c0"))]
      + (isTiled ? tiles(of: tile, token) : [.fission(Fission("c", before: "s", as: "lane"))])
      + [.reorder(Reorder("lane", "s")), .unroll(Unroll("s"))]
      + held(nest, at: token, tilesAt: isSingle ? nil : isTiled ? "s0" : "c0")
      + (isSingle ? (isTiled ? ["t", token] : [token]).map { .specialize(Specialize($0)) } : [])
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

  /// What a token puts out, and the states of a tile, in arrays; the decays too where the states of a channel share one.
  private static func held(
    _ nest: Nest, at token: Symbol, tilesAt around: Symbol?
  ) -> [Rewrite] {
    var rewrites: [Rewrite] = []
    let writes = nest.body.flatMap(\.flattened).flatMap(\.writes)
    if let output = writes.first {
      let column = Hold.Dimension(output.indices.count, filling: "c")
      rewrites.append(.hold(Hold(output.buffer, at: token, as: "sums", [[column]])))
    }
    let decay = nest.body.flatMap(\.flattened).first { $0.definedScalar == "decay" }
    if let decay = decay?.definedValue, !decay.mentions("s") {
      rewrites.insert(
        .stage(Stage("decay", at: token, as: "decays", [.init("lane", filling: "c")])), at: 0)
    }
    if let around, let cell = writes.first(where: { $0.buffer != writes[0].buffer }) {
      let rank = cell.indices.count
      let held = [[Hold.Dimension(rank - 1, filling: "s")], [.init(rank, filling: "c")]]
      rewrites.append(.hold(Hold(cell.buffer, at: around, as: "held", held)))
    }
    return rewrites
  }
}

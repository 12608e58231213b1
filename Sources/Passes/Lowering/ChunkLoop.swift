import IR

/// The steps of a chunked scan for one chunk of a head, each as the loops that it means.
///
/// With cs the running sum of decay logs in the chunk: `y = (exp(cs_t − cs_s) ∘ S) x + exp(cs_t) C h`, then
/// `h ← exp(cs_end) h + Bᵀ (exp(cs_end − cs_s) x)`. Differences of logs are at most 0 by their order; clamping them
/// there keeps rounding from ever making a decay grow.
///
/// After a token that forgets almost everything the running sum is large, and what later tokens add to it would be lost
/// in its rounding: so each sum is kept as a rounded number and the rest that it lost (Knuth's two-sum).
///
/// Where decays are constant, `exp(cs_t − cs_s)` is a power that was computed when compiling, γ^(t − s).
struct ChunkLoop {
  var chunk: Int
  var extents: Lowering.ScanExtents
  /// Where all are 1, there are no sums of logs, and nothing is scaled.
  var decays: Lowering.Decays
  var sums, rests: Buffer

  /// What is known of the chunk before its rows: running sums of logs, or how many rows there are.
  func preparation(_ head: Affine) -> [Statement] {
    switch decays {
    case .none: []
    case .logs(let logs): runningSums(logs, head)
    case .powers: [.index("count", .least([Affine(chunk), extents.rows - "t0"]))]
    }
  }

  /// A loop over the rows of the chunk.
  private func rows(_ variable: Symbol, _ body: [Statement]) -> Statement {
    var bounds = [Affine(chunk), extents.rows - "t0"]
    if case .powers = decays { bounds = ["count"] }
    return .loop(Loop(variable, to: bounds, body))
  }

  // MARK: Decays

  /// A sum of logs: what it rounds to, and the rest.
  private typealias Sum = (rounded: Expression, rest: Expression)

  private func sum(_ index: Affine) -> Sum {
    (.load(Access(sums.name, [index])), .load(Access(rests.name, [index])))
  }

  /// The sum over the whole chunk, behind `runningSums`.
  private var total: Sum { (.scalar("total"), .scalar("rest")) }

  /// exp of a difference of logs that is never positive.
  private func decay(_ later: Sum, _ earlier: Sum) -> Expression {
    let difference = Expression.binary(
      .add, .binary(.subtract, later.rounded, earlier.rounded),
      .binary(.subtract, later.rest, earlier.rest))
    return .unary(.decay, .binary(.minimum, difference, .constant(0)))
  }

  /// What decays by `logs`, or by the power of `count` tokens; nil where nothing does.
  private func decay(
    of count: Affine, _ head: Affine, _ logs: @autoclosure () -> Expression
  ) -> Expression? {
    switch decays {
    case .none: nil
    case .logs: logs()
    case .powers(let powers): .load(powers.element([head, count]))
    }
  }

  /// The decay of all tokens whose logs have the sum `logs`.
  private func decay(_ logs: Sum) -> Expression {
    .unary(.decay, .binary(.add, logs.rounded, logs.rest))
  }

  private func runningSums(_ logs: Location, _ head: Affine) -> [Statement] {
    let sum = rows(
      "i",
      [
        .define("log", .load(logs.access(row: "t0" + "i", channel: head))),
        .define("next", .binary(.add, .scalar("total"), .scalar("log"))),
        .define("gained", .binary(.subtract, .scalar("next"), .scalar("total"))),
        .define("before", .binary(.subtract, .scalar("next"), .scalar("gained"))),
        .assign(
          "rest",
          .binary(
            .add, .scalar("rest"),
            .binary(
              .add, .binary(.subtract, .scalar("total"), .scalar("before")),
              .binary(.subtract, .scalar("log"), .scalar("gained"))))),
        .assign("total", .scalar("next")),
        .store(Access(sums.name, ["i"]), .scalar("total")),
        .store(Access(rests.name, ["i"]), .scalar("rest")),
      ])
    return [
      .allocate(sums), .allocate(rests), .define("total", .constant(0)),
      .define("rest", .constant(0)), sum,
    ]
  }

  // MARK: Steps

  /// What the chunk's own tokens add up to: `y_t = Σ_{s ≤ t} exp(cs_t − cs_s) S_ts x_s`.
  func inside(
    _ head: Affine, _ group: Affine, scores: Location, x: Location, y: Location
  ) -> Statement {
    let channel = extents.width * head + "e"
    let output = y.access(row: "t0" + "row", channel: channel)
    let score = Expression.load(scores.access(row: "t0" + "row", channel: chunk * group + "column"))
    let later: Sum = (.scalar("later"), .scalar("later_rest"))
    let decay = decay(of: "row" - "column", head, self.decay(later, sum("column")))
    var own: [Statement] = []
    if case .logs = decays {
      own = [.define("later", sum("row").rounded), .define("later_rest", sum("row").rest)]
    }
    let weigh = Statement.loop(
      Loop(
        "column", to: ["row" + 1],
        [
          .define("weight", decay.map { .binary(.multiply, $0, score) } ?? score),
          .accumulate(
            output,
            .binary(
              .multiply, .scalar("weight"), .load(x.access(row: "t0" + "column", channel: channel)))
          ),
        ]))
    return rows(
      "row",
      own + [.loop(Loop("e", to: [Affine(extents.width)], [.store(output, .constant(0)), weigh]))])
  }

  /// What the tokens before the chunk add, through the state that enters it: `y_t += exp(cs_t) C_t h`, or `y_t = …`.
  func between(
    _ head: Affine, _ group: Affine, c: Location, entering cell: (Affine, Affine) -> Access,
    y: Location, accumulates: Bool = true
  ) -> Statement {
    let output = y.access(row: "t0" + "query", channel: extents.width * head + "o")
    let element = Expression.load(
      c.access(row: "t0" + "query", channel: extents.state * group + "factor"))
    let decay = decay(of: "query" + 1, head, self.decay(sum("query")))
    let reading =
      decay.map { _ in Expression.binary(.multiply, .scalar("decay"), element) } ?? element
    let sum = Loop(
      "factor", to: [Affine(extents.state)],
      [
        .define("reading", reading),
        .accumulate(
          output,
          .binary(.multiply, .scalar("reading"), .load(cell("factor", "o")))),
      ])
    let own = decay.map { [Statement.define("decay", $0)] } ?? []
    let start = accumulates ? [] : [Statement.store(output, .constant(0))]
    return rows(
      "query", own + [.loop(Loop("o", to: [Affine(extents.width)], start + [.loop(sum)]))])
  }

  /// What is left of the state behind the chunk.
  func decayState(_ head: Affine, _ state: Location) -> [Statement] {
    guard let decay = decay(of: "count", head, self.decay(total)) else { return [] }
    let cell = state.element([head, "s", "p"])
    let scaled = Expression.binary(.multiply, .scalar("chunk_decay"), .load(cell))
    let channels = Loop("p", to: [Affine(extents.width)], [.store(cell, scaled)])
    return [
      .define("chunk_decay", decay),
      .loop(Loop("s", to: [Affine(extents.state)], [.loop(channels)])),
    ]
  }

  /// What the chunk's tokens add to the state: `h += Σ_s exp(cs_end − cs_s) B_s x_sᵀ`.
  func update(
    _ head: Affine, _ group: Affine, b: Location, x: Location, into cell: (Affine, Affine) -> Access
  ) -> Statement {
    let input = Expression.load(
      x.access(row: "t0" + "source", channel: extents.width * head + "v"))
    let left = decay(of: "count" - 1 - "source", head, self.decay(total, sum("source")))
    let kept = left.map { _ in Expression.binary(.multiply, .scalar("left"), input) } ?? input
    let factor = b.access(row: "t0" + "source", channel: extents.state * group + "u")
    let add = Loop(
      "u", to: [Affine(extents.state)],
      [
        .accumulate(cell("u", "v"), .binary(.multiply, .load(factor), .scalar("kept")))
      ])
    let own = left.map { [Statement.define("left", $0)] } ?? []
    return rows(
      "source",
      own + [
        .loop(Loop("v", to: [Affine(extents.width)], [.define("kept", kept), .loop(add)]))
      ])
  }
}

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
  private func rows(_ variable: Symbol, @LoopBody _ body: () -> [Statement]) -> Statement {
    var bounds = [Affine(chunk), extents.rows - "t0"]
    if case .powers = decays { bounds = ["count"] }
    return loop(variable, to: bounds, body)
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
    let difference = (later.rounded - earlier.rounded) + (later.rest - earlier.rest)
    return UnaryFunction.decay(minimum(difference, 0.0))
  }

  /// The decay of all tokens whose logs have the sum `logs`.
  private func decay(_ logs: Sum) -> Expression { UnaryFunction.decay(logs.rounded + logs.rest) }

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

  private func runningSums(_ logs: Location, _ head: Affine) -> [Statement] {
    let (total, rest, log) = (Scalar("total"), Scalar("rest"), Scalar("log"))
    let (next, gained, before) = (Scalar("next"), Scalar("gained"), Scalar("before"))
    return [
      .allocate(sums), .allocate(rests), total.define(0.0), rest.define(0.0),
      rows("i") {
        log.define(logs["t0" + "i", head])
        next.define(total + log)
        gained.define(next - total)
        before.define(next - gained)
        rest.add((total - before) + (log - gained))
        total.set(next)
        Access(sums.name, ["i"]).set(total)
        Access(rests.name, ["i"]).set(rest)
      },
    ]
  }

  // MARK: Steps

  /// What the chunk's own tokens add up to: `y_t = Σ_{s ≤ t} exp(cs_t − cs_s) S_ts x_s`.
  func inside(
    _ head: Affine, _ group: Affine, scores: Location, x: Location, y: Location
  ) -> Statement {
    let channel = extents.width * head + "e"
    let output = y["t0" + "row", channel]
    let score = scores["t0" + "row", chunk * group + "column"]
    let (later, laterRest, weight) = (Scalar("later"), Scalar("later_rest"), Scalar("weight"))
    let own: Sum = (later.expression, laterRest.expression)
    let decay = decay(of: "row" - "column", head, self.decay(own, sum("column")))
    return rows("row") {
      if case .logs = decays {
        later.define(sum("row").rounded)
        laterRest.define(sum("row").rest)
      }
      loop("e", count: extents.width) {
        output.set(0.0)
        loop("column", to: "row" + 1) {
          weight.define(decay.map { $0 * score } ?? score.expression)
          output.add(weight * x["t0" + "column", channel])
        }
      }
    }
  }

  /// What the tokens before the chunk add, through the state that enters it: `y_t += exp(cs_t) C_t h`, or `y_t = …`.
  func between(
    _ head: Affine, _ group: Affine, c: Location, entering cell: (Affine, Affine) -> Access,
    y: Location, accumulates: Bool = true
  ) -> Statement {
    let output = y["t0" + "query", extents.width * head + "o"]
    let element = c["t0" + "query", extents.state * group + "factor"]
    let (decay, reading) = (Scalar("decay"), Scalar("reading"))
    let logs = self.decay(of: "query" + 1, head, self.decay(sum("query")))
    return rows("query") {
      if let logs { decay.define(logs) }
      loop("o", count: extents.width) {
        if !accumulates { output.set(0.0) }
        loop("factor", count: extents.state) {
          reading.define(logs == nil ? element.expression : decay * element)
          output.add(reading * cell("factor", "o"))
        }
      }
    }
  }

  /// What is left of the state behind the chunk.
  func decayState(_ head: Affine, _ state: Location) -> [Statement] {
    guard let total = decay(of: "count", head, self.decay(total)) else { return [] }
    let (decay, cell) = (Scalar("chunk_decay"), state.element([head, "s", "p"]))
    return [
      decay.define(total),
      loop("s", count: extents.state) {
        loop("p", count: extents.width) { cell.set(decay * cell) }
      },
    ]
  }

  /// What the chunk's tokens add to the state: `h += Σ_s exp(cs_end − cs_s) B_s x_sᵀ`.
  func update(
    _ head: Affine, _ group: Affine, b: Location, x: Location, into cell: (Affine, Affine) -> Access
  ) -> Statement {
    let input = x["t0" + "source", extents.width * head + "v"]
    let factor = b["t0" + "source", extents.state * group + "u"]
    let (left, kept) = (Scalar("left"), Scalar("kept"))
    let logs = decay(of: "count" - 1 - "source", head, self.decay(total, sum("source")))
    return rows("source") {
      if let logs { left.define(logs) }
      loop("v", count: extents.width) {
        kept.define(logs == nil ? input.expression : left * input)
        loop("u", count: extents.state) { cell("u", "v").add(factor * kept) }
      }
    }
  }
}

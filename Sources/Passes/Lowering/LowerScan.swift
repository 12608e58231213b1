import Diagnostics
import IR

extension Lowering {
  /// The extents of a scan, by name.
  struct ScanExtents {
    /// Heads, channels per head, groups and state size.
    var heads, width, groups, state: Int
    /// The bound of loops over tokens.
    var rows: Affine
  }

  /// The extents of a scan with the given B and x.
  func scanExtents(b: Value, x: Value) throws -> ScanExtents {
    let (b, x) = (try type(b), try type(x))
    let (factors, inputs) = (b.extents(tokens: blockTokens), x.extents(tokens: blockTokens))
    return ScanExtents(
      heads: inputs[1], width: inputs[2], groups: factors[1], state: factors[2],
      rows: bound(x.shape[0]))
  }

  /// Where a scan's decays come from.
  enum Decays {
    /// All are 1.
    case none
    /// The logs of each token's.
    case logs(Location)
    /// The powers `[H, count]` of those that are the same for every token.
    case powers(Location)
  }

  /// The decays of a scan whose operand `logs` may be followed by a table of powers.
  func decays(logs: Value, powers: Value?) throws -> Decays {
    guard case .unitDecay? = definitions[logs]?.kind else {
      guard powers == nil else {
        throw Diagnostic(
          .illegalForm, "a scan has both per-token decays and powers of constant decays")
      }
      return .logs(try location(logs))
    }
    return try powers.map { .powers(try location($0)) } ?? .none
  }

  /// `body` for every head, given the head and its group as indices.
  func forEachHead(
    _ extents: ScanExtents, _ body: (_ head: Affine, _ group: Affine) throws -> [Statement]
  ) rethrows -> [Statement] {
    let perGroup = extents.heads / extents.groups
    if perGroup == 1 {
      return [.loop(Loop("head", to: [Affine(extents.heads)], try body("head", "head")))]
    }
    if extents.groups == 1 {
      return [.loop(Loop("head", to: [Affine(extents.heads)], try body("head", 0)))]
    }
    let head = perGroup * Affine.symbol("group") + "member"
    return [
      .loop(
        Loop(
          "group", to: [Affine(extents.groups)],
          [.loop(Loop("member", to: [Affine(perGroup)], try body(head, "group")))]))
    ]
  }

  /// The scan token by token: `h ← e^{la} h + B xᵀ`, `y = C h`, the state updated in place.
  mutating func lowerRecurrence(_ operation: Operation) throws -> [Statement] {
    let operands = operation.operands
    let extents = try scanExtents(b: operands[1], x: operands[3])
    let decays = try decays(logs: operands[0], powers: operands.dropFirst(5).first)
    let (b, c, x) = (
      try location(operands[1]), try location(operands[2]), try location(operands[3])
    )
    let y = try place(operation.results[0].value, named: "scanned")
    let (state, preparation) = try workingState(
      initial: operands[4], final: operation.results[1].value,
      extents: [extents.heads, extents.state, extents.width])
    let loops = forEachHead(extents) { head, group in
      let channel = extents.width * head + "p"
      let factor = extents.state * group + "s"
      let cell = state.element([head, "s", "p"])
      let output = y.access(row: "t", channel: channel)
      let width = Affine(extents.width)
      let kept = Expression.load(cell)
      let decay: Expression? =
        switch decays {
        case .none: nil
        case .logs(let logs): .unary(.exp, .load(logs.access(row: "t", channel: head)))
        case .powers(let powers): .load(powers.element([head, 1]))
        }
      let update = Expression.binary(
        .add, decay == nil ? kept : .binary(.multiply, .scalar("decay"), kept),
        .binary(.multiply, .scalar("b"), .load(x.access(row: "t", channel: channel))))
      return [
        .loop(
          Loop(
            "t", to: [extents.rows],
            (decay.map { [.define("decay", $0)] } ?? []) + [
              .loop(Loop("p", to: [width], [.store(output, .constant(0))])),
              .loop(
                Loop(
                  "s", to: [Affine(extents.state)],
                  [
                    .define("b", .load(b.access(row: "t", channel: factor))),
                    .define("c", .load(c.access(row: "t", channel: factor))),
                    .loop(
                      Loop(
                        "p", to: [width],
                        [
                          .define("updated", update),
                          .store(cell, .scalar("updated")),
                          .accumulate(
                            output, .binary(.multiply, .scalar("c"), .scalar("updated"))),
                        ])),
                  ])),
            ]))
      ]
    }
    let title =
      "scan: the recurrence of \(extents.heads) heads, state [\(extents.state), \(extents.width)] each"
    let label = NestLabel(
      .recurrence, extents.rows == 1 ? .one : .many, y.element([0, 0]).buffer)
    return preparation + [.section(Section(title, nest: label), loops)]
  }
}

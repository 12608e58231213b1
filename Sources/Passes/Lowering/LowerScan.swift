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
    let (factors, inputs) = (b.extents(tokens: segmentTokens), x.extents(tokens: segmentTokens))
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

    /// Whether nothing decays.
    var isNone: Bool {
      if case .none = self { true } else { false }
    }
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
    _ extents: ScanExtents, @LoopBody _ body: (_ head: Affine, _ group: Affine) -> [Statement]
  ) -> Statement {
    let perGroup = extents.heads / extents.groups
    if perGroup == 1 || extents.groups == 1 {
      return loop("head", count: extents.heads) { body("head", perGroup == 1 ? "head" : 0) }
    }
    return loop("group", count: extents.groups) {
      loop("member", count: perGroup) {
        body(perGroup * Affine.symbol("group") + "member", "group")
      }
    }
  }

  /// The scan token by token: `h ← e^{la} h + B xᵀ`, `y = C h`, the state updated in place.
  mutating func lowerRecurrence(_ operation: Operation) throws -> [Statement] {
    let operands = operation.operands
    let extents = try scanExtents(b: operands[1], x: operands[3])
    let decays = try decays(logs: operands[0], powers: operands.dropFirst(5).first)
    let (factors, readers) = (try location(operands[1]), try location(operands[2]))
    let x = try location(operands[3])
    let y = try place(operation.results[0].value, named: "scanned")
    let (state, preparation) = try workingState(
      initial: operands[4], final: operation.results[1].value,
      extents: [extents.heads, extents.state, extents.width])
    let (b, c) = (Scalar("b"), Scalar("c"))
    let (decay, updated) = (Scalar("decay"), Scalar("updated"))
    let title =
      "scan: the recurrence of \(extents.heads) heads, state [\(extents.state), \(extents.width)] each"
    return preparation
      + nest(.recurrence, y, title, for: extents.rows == 1 ? .one : .many) {
        forEachHead(extents) { head, group in
          let (channel, factor) = (extents.width * head + "p", extents.state * group + "s")
          let (cell, output) = (state.element([head, "s", "p"]), y["t", channel])
          loop("t", to: extents.rows) {
            switch decays {
            case .none: []
            case .logs(let logs): decay.define(exp(logs["t", head]))
            case .powers(let powers): decay.define(powers.element([head, 1]))
            }
            loop("p", count: extents.width) { output.set(0.0) }
            loop("s", count: extents.state) {
              b.define(factors["t", factor])
              c.define(readers["t", factor])
              loop("p", count: extents.width) {
                updated.define(
                  (decays.isNone ? cell.expression : decay * cell) + b * x["t", channel])
                cell.set(updated)
                output.add(c * updated)
              }
            }
          }
        }
      }
  }
}

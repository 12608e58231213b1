import Diagnostics
import IR

extension RowLowering {
  /// Puts the tail in front of a convolution's input, and keeps the last rows as the next tail.
  mutating func tails(_ operation: Operation) throws {
    let count = try lowering.type(operation.operands[1]).extents(tokens: 0)[0] - 1
    let (tail, next) = (
      try lowering.location(operation.operands[2]), operation.results[1].value
    )
    guard count > 0 else {
      lowering.locations[next] = tail
      return
    }
    let type = try lowering.type(operation.operands[0])
    let channels = type.extents(tokens: 0)[1]
    let input = try padded(operation.operands[0], by: count)
    let final: Location
    if let destination = lowering.destinations[next] {
      final = destination
    } else if case .stateRead? = lowering.definitions[operation.operands[2]]?.kind {
      final = tail
    } else {
      final = lowering.array("tail", [count, channels])
    }
    lowering.locations[next] = final
    let last = "k" + lowering.bound(type.shape[0]) - Affine(count)
    before.append(
      loop("k", count: count) {
        loop("c", count: channels) {
          input["k" - Affine(count), "c"].set(tail.element(["k", "c"]))
        }
      })
    after.append(
      loop("k", count: count) {
        loop("c", count: channels) { final.element(["k", "c"]).set(input[last, "c"]) }
      })
  }

  /// Where the convolution's input lives, with room for `count` rows in front of it.
  private func padded(_ value: Value, by count: Int) throws -> Location {
    let location = try lowering.location(value)
    guard case .rows(_, let row, _) = location, (row.asConstant ?? 0) >= count else {
      throw Diagnostic(
        .illegalForm, "a convolution's input needs \(count) rows before it")
    }
    return location
  }
}

import Diagnostics
import IR

extension Lowering {
  /// The rows behind those of a state that grows: nothing but the new rows moves, and often they were made there.
  mutating func lowerAppend(_ operation: Operation) throws -> [Statement] {
    let (past, rows, result) = (
      operation.operands[0], operation.operands[1], operation.results[0].value
    )
    guard bound(try type(rows).shape[0]) == callTokens else { throw unsupported(operation) }
    guard case .stateRead(let read)? = definitions[past]?.kind, written[result] == read.state
    else {
      throw Diagnostic(
        .illegalForm,
        "rows are appended to a value other than the state they are written to",
        help: "write the result of 'append' to the state that it reads")
    }
    locations[result] = try location(past)
    let copy = try copy(rows, to: newRows(ofState: read.state))
    let title = "append: \(try width(rows)) channels of every token behind those of all before"
    return copy.isEmpty ? [] : [.section(Section(title), copy)]
  }

  /// Where the rows of the call's tokens stand in a state that grows.
  func newRows(ofState name: String) -> Location {
    let origin = location(ofState: name)[.symbol(Self.past), 0]
    return .tail(
      buffer: origin.buffer, prefix: Array(origin.indices.dropLast(2)), row: .symbol(Self.past))
  }

  /// Remembers which values are appended to states and read by nothing else: they are made there.
  mutating func collectAppended(_ region: Region) {
    for operation in region.operations {
      guard case .append = operation.kind, let state = written[operation.results[0].value],
        let source = soleSource(of: operation.operands[1])
      else { continue }
      appended[source] = state
    }
  }

  /// The product or rotation that makes the rows of `value`, if they are read by nothing else on the way.
  private func soleSource(of value: Value) -> Value? {
    guard uses[value] == 1, let definition = definitions[value] else { return nil }
    switch definition.kind {
    case .linear, .rotary: return value
    case .splitHeads, .mergeHeads: return soleSource(of: definition.operands[0])
    case .rowwise:
      return zip(definition.results, definition.region?.results ?? [])
        .first { $0.0.value == value }.flatMap { soleSource(of: $0.1) }
    default: return nil
    }
  }
}

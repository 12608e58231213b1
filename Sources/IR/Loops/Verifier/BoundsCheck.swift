import Diagnostics

/// Checks that every access stays inside its buffer, for all sizes and in every iteration.
///
/// Calls are checked by the loops that they stand for.
struct BoundsCheck {
  private var report: LoopReport
  private var buffers: [String: Buffer]

  static func check(_ function: LoopFunction, of module: LoopModule, _ report: inout LoopReport) {
    var check = BoundsCheck(report: report, buffers: [:])
    for buffer in module.buffers + function.arguments { check.buffers[buffer.name] = buffer }
    var ranges = SymbolRanges()
    for size in function.sizes { ranges.append(size) }
    check.body(function.body, ranges)
    report = check.report
  }

  private mutating func body(_ statements: [Statement], _ outer: SymbolRanges) {
    var ranges = outer
    for statement in statements {
      if let title = statement.title { report.enter(title) }
      self.statement(statement, &ranges)
      if statement.title != nil { report.leave() }
    }
  }

  private mutating func statement(_ statement: Statement, _ ranges: inout SymbolRanges) {
    if case .call(let call) = statement { return body(call.meaning, ranges) }
    // An accumulation reads what it writes, which is one access.
    for access in Set(statement.writes + statement.reads) { self.access(access, ranges) }
    switch statement {
    case .loop(let loop):
      var inner = ranges
      inner.append(loop)
      body(loop.body, inner)
    case .team(let statements), .section(_, let statements): body(statements, ranges)
    case .allocate(let buffer): buffers[buffer.name] = buffer
    case .index(let name, let source):
      switch source {
      case .quotient(let value, _), .remainder(let value, _):
        if !ranges.proves(nonNegative: value) {
          report.fail(
            .loopBounds, "index '\(name)' divides '\(value)', which is not proved to be at least 0")
        }
      case .load: break
      }
      ranges.append(name, source)
    case .store, .accumulate, .define, .assign, .call: break
    }
  }

  private mutating func access(_ access: Access, _ ranges: SymbolRanges) {
    guard let buffer = buffers[access.buffer] else { return }
    for (dimension, (index, extent)) in zip(access.indices, buffer.shape).enumerated() {
      let isAbove = ranges.proves(nonNegative: index)
      let isBelow = ranges.proves(nonNegative: Affine(extent - 1) - index)
      guard !isAbove || !isBelow else { continue }
      let expected = isAbove ? "below \(extent)" : "at least 0"
      report.fail(
        .loopBounds,
        "'\(access)' is not proved to stay in its buffer, expected index '\(index)' of dimension \(dimension) to be \(expected)",
        notes: [Self.known(index, ranges)])
    }
  }

  private static func known(_ index: Affine, _ ranges: SymbolRanges) -> String {
    let least = ranges.constant(.least, of: index).map(String.init) ?? "unbounded"
    let greatest = ranges.constant(.greatest, of: index).map(String.init) ?? "unbounded"
    return "the bounds around it prove no more than \(least) ... \(greatest)"
  }
}

extension Call {
  /// The loops that the call stands for, their names kept apart from all others by a sign that no name has.
  var meaning: [Statement] { inlined(suffix: "'") }
}

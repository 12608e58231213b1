import Diagnostics

/// Checks that every access stays inside its buffer, for all sizes and in every iteration.
///
/// Calls are checked by the loops that they stand for.
struct BoundsCheck {
  private var report: LoopReport
  private var buffers: [BufferID: Buffer]
  /// What lists are made by.
  private var selections: [BufferID: Selection] = [:]

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
    if case .select(let selection) = statement { return select(selection, &ranges) }
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
            .loopBounds,
            "index '\(name)' divides '\(value)', which cannot be proved to be at least 0")
        }
      case .least(let values):
        for value in values where !ranges.proves(nonNegative: value) {
          report.fail(
            .loopBounds,
            "index '\(name)' is at most '\(value)', which cannot be proved to be at least 0")
        }
      case .load(let element, let below): list(element, below, ranges)
      }
      ranges.append(name, source)
    case .store, .accumulate, .define, .assign, .select, .call: break
    }
  }

  /// A list has room for all indices, of which there may be none but never less.
  private mutating func select(_ selection: Selection, _ ranges: inout SymbolRanges) {
    var inner = ranges
    inner.append(selection.range)
    for access in Set(selection.condition.loads) { self.access(access, inner) }
    let room = Affine(selection.capacity) - selection.upper
    if !ranges.proves(nonNegative: selection.upper) || !ranges.proves(nonNegative: room) {
      report.fail(
        .loopBounds,
        "list '\(selection.list)' holds indices below '\(selection.upper)', which cannot be proved to be from 0 to \(selection.capacity)"
      )
    }
    buffers[selection.list] = selection.buffer
    selections[selection.list] = selection
    ranges.append(selection)
  }

  /// An element read from a list is one of those that were selected.
  private mutating func list(_ element: Access, _ below: Int, _ ranges: SymbolRanges) {
    guard let selection = selections[element.buffer], let position = element.indices.first else {
      return
    }
    if !ranges.proves(nonNegative: .symbol(selection.count) - position - 1) {
      report.fail(
        .loopBounds,
        "'\(element)' cannot be proved to be one of the '\(selection.count)' elements of its list")
    }
    if !ranges.proves(nonNegative: Affine(below) - selection.upper) {
      report.fail(
        .loopBounds,
        "'\(element)' may be any index below '\(selection.upper)', which cannot be proved to be at most \(below)"
      )
    }
  }

  private mutating func access(_ access: Access, _ ranges: SymbolRanges) {
    guard let buffer = buffers[access.buffer] else { return }
    for (dimension, (index, extent)) in zip(access.indices, buffer.packing.padded(buffer.shape))
      .enumerated()
    {
      let isAbove = ranges.proves(nonNegative: index)
      let isBelow = ranges.proves(nonNegative: Affine(extent - 1) - index)
      guard !isAbove || !isBelow else { continue }
      let expected = isAbove ? "below \(extent)" : "at least 0"
      report.fail(
        .loopBounds,
        "'\(access)' cannot be proved to stay in its buffer, expected index '\(index)' of dimension \(dimension) to be \(expected)",
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

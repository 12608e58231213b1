import IR

extension GraphPass {
  /// Gathers neighbouring operations that work row by row into `rowwise` regions.
  ///
  /// A row that is made and used inside one region stays in cache and most of it in registers. A convolution looks at
  /// earlier rows of its input, so that input must come from outside the region.
  static let fuseElementwise = GraphPass(
    "fuse-elementwise", "group row-by-row operations", .bitwise,
    ensures: .everything.subtracting(.looseElementwise)
  ) { module, _ in
    var module = module
    for index in module.functions.indices {
      let body = module.functions[index].body
      var next = 1 + (body.definedValues.map(\.value.number).max() ?? -1)
      module.functions[index].body = gathered(body, &next)
    }
    return module
  }

  private static func gathered(_ region: Region, _ next: inout Int) -> Region {
    let uses = region.useCounts
    var result = region
    result.operations = []
    var group = RowGroup()
    for var operation in region.operations {
      if let nested = operation.region { operation.region = gathered(nested, &next) }
      switch role(of: operation.kind) {
      case .row:
        if case .convolution = operation.kind, group.makes(operation.operands[0]) {
          group.close(into: &result.operations, uses: uses, &next)
        }
        group.append(operation)
      case .source:
        result.operations.append(operation)
      case .sink where group.isOpen:
        group.delay(operation)
      case .sink:
        result.operations.append(operation)
      case .barrier:
        group.close(into: &result.operations, uses: uses, &next)
        result.operations.append(operation)
      }
    }
    group.close(into: &result.operations, uses: uses, &next)
    return result
  }

  private enum Role { case row, source, sink, barrier }

  private static func role(of kind: OperationKind) -> Role {
    switch kind {
    case .rmsNorm, .layerNorm, .unary, .binary, .clamp, .scale, .slice, .concat, .route,
      .splitHeads, .mergeHeads, .decayLog, .constantDecay, .convolution, .rotary:
      .row
    case .parameter, .stateRead: .source
    case .stateWrite: .sink
    case .embed, .linear, .experts, .lastRow, .unitDecay, .appendOne, .divideByLast, .append,
      .attention,
      .decayMatrix, .lowRankMatrix, .hadamard, .apply,
      .semiseparable, .diagonalScan, .chunkScores, .chunkIntra, .chunkState, .statePass,
      .chunkInter,
      .chunkFused, .repeated, .rowwise:
      .barrier
    }
  }
}

/// Consecutive row-by-row operations.
private struct RowGroup {
  private var operations: [Operation] = []
  /// What follows the region once it is closed.
  private var delayed: [Operation] = []

  var isOpen: Bool { !operations.isEmpty }

  mutating func append(_ operation: Operation) { operations.append(operation) }

  mutating func delay(_ operation: Operation) { delayed.append(operation) }

  /// Whether `value` is computed, not merely seen from another side, inside the group.
  func makes(_ value: Value) -> Bool {
    guard
      let operation = operations.last(where: { $0.results.contains { $0.value == value } })
    else { return false }
    switch operation.kind {
    case .slice, .splitHeads, .mergeHeads: return makes(operation.operands[0])
    default: return true
    }
  }

  /// Appends the group as one region that hands back what is used outside.
  mutating func close(into output: inout [Operation], uses: [Value: Int], _ next: inout Int) {
    guard !operations.isEmpty else { return }
    let inside = Region(operations: operations).useCounts
    let yielded = operations.flatMap(\.results).filter {
      (uses[$0.value] ?? 0) > (inside[$0.value] ?? 0)
    }
    var renamed: [Value: Value] = [:]
    for typed in yielded {
      renamed[typed.value] = Value(next)
      next += 1
    }
    let inner = operations.map { operation -> Operation in
      var operation = operation
      operation.operands = operation.operands.map { renamed[$0] ?? $0 }
      operation.results = operation.results.map {
        TypedValue(renamed[$0.value] ?? $0.value, $0.type)
      }
      return operation
    }
    let region = Region(operations: inner, results: yielded.map { renamed[$0.value] ?? $0.value })
    output.append(Operation(.rowwise(Rowwise()), [], yielded, region: region))
    output += delayed
    (operations, delayed) = ([], [])
  }
}

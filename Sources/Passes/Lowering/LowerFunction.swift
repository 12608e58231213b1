import IR

extension Lowering {
  /// Adds the loops of one entry point to the output.
  mutating func lower(_ function: Function) throws {
    let body = function.body
    (locations, destinations, leads, definitions) = ([:], [:], [:], [:])
    (written, appended) = ([:], [:])
    types = Dictionary(uniqueKeysWithValues: body.definedValues.map { ($0.value, $0.type) })
    uses = body.useCounts
    collect(body)
    var result = LoopFunction(name: function.name, entry: function.entry)
    let isPerToken = body.arguments.contains { $0.type.shape[0] == .tokens }
    callLimit = min(function.entry?.limit ?? segmentTokens, segmentTokens)
    if isPerToken { result.sizes = [SizeParameter(Self.tokens, 1, callLimit)] }
    callTokens = isPerToken ? .symbol(Self.tokens) : 1
    if let context = module.context, types.values.contains(where: \.grows) {
      result.sizes.append(SizeParameter(Self.past, 0, to: Affine(context) - callTokens))
    }
    for argument in body.arguments { bind(argument, &result) }
    for value in body.results { try direct(value, of: function, &result) }
    result.body = try lower(body.operations)
    for value in body.results { result.body += try delivered(value) }
    result.notes = [note(on: result)]
    output.functions.append(result)
  }

  /// What the entry point does, for its readers.
  private func note(on function: LoopFunction) -> String {
    let (tokens, rows) =
      callTokens == 1 ? ("a token's id", "row") : ("the ids of \(callTokens) tokens", "rows")
    let handover = output.handover ?? ""
    return function.entry?.role.takesTokens ?? false
      ? "Takes \(tokens), moves the state past, and leaves the \(rows) of the last block in '\(handover)'."
      : "Turns the rows that a body left in '\(handover)' into logits."
  }

  /// Remembers definitions, and which values need earlier rows in front of theirs.
  private mutating func collect(_ region: Region) {
    for operation in region.operations {
      for result in operation.results { definitions[result.value] = operation }
      if case .stateWrite(let write) = operation.kind {
        written[operation.operands[0]] = write.state
      }
      if let nested = operation.region { collect(nested) }
    }
    collectAppended(region)
    for operation in region.operations {
      guard case .convolution = operation.kind,
        case .fixed(let taps)? = types[operation.operands[1]]?.shape[0]
      else { continue }
      leads[base(of: operation.operands[0]), default: 0] = taps - 1
    }
  }

  /// The value whose rows `value` is a view of.
  func base(of value: Value) -> Value {
    guard let definition = definitions[value] else { return value }
    switch definition.kind {
    case .slice, .splitHeads, .mergeHeads: return base(of: definition.operands[0])
    case .rowwise:
      guard let region = definition.region,
        let index = definition.results.firstIndex(where: { $0.value == value })
      else { return value }
      return base(of: region.results[index])
    default: return value
    }
  }

  private mutating func bind(_ argument: TypedValue, _ function: inout LoopFunction) {
    let extents = argument.type.extents(tokens: callLimit)
    switch argument.type.element {
    case .i32:
      function.arguments.append(Buffer("ids", .i32, extents, .argument))
      locations[argument.value] = .whole(buffer: "ids", prefix: [])
    case .f32, .log:
      locations[argument.value] = hiddenRows(width: extents[1])
    }
  }

  /// The rows that a body leaves for a head.
  private mutating func hiddenRows(width: Int) -> Location {
    if let handover = output.handover { return .rows(buffer: handover, row: 0, channel: 0) }
    let handover: BufferID = "hidden"
    output.buffers.append(Buffer(handover, .f32, [segmentTokens, width], .scratch(offset: nil)))
    output.handover = handover
    return .rows(buffer: handover, row: 0, channel: 0)
  }

  /// Decides where a result of the function is to be made.
  private mutating func direct(
    _ value: Value, of function: Function, _ result: inout LoopFunction
  ) throws {
    let shape = try type(value).extents(tokens: callLimit)
    if function.entry?.role.takesTokens == false {
      result.arguments.append(Buffer("logits", .f32, shape, .argument))
      destinations[value] = .rows(buffer: "logits", row: 0, channel: 0)
    } else {
      destinations[value] = hiddenRows(width: shape[1])
    }
    shareDestination(of: value)
  }

  /// Lets what enters a `repeat` be made where its result is wanted, if nothing else reads it.
  private mutating func shareDestination(of value: Value) {
    guard let definition = definitions[value], case .repeated = definition.kind,
      let index = definition.results.firstIndex(where: { $0.value == value }),
      let destination = destinations[value]
    else { return }
    let input = definition.operands[index]
    guard uses[input] == 1 else { return }
    destinations[input] = destination
    shareDestination(of: input)
  }

  /// Copies a result to its destination if it was made elsewhere.
  private mutating func delivered(_ value: Value) throws -> [Statement] {
    guard let destination = destinations[value] else { return [] }
    return try copy(value, to: destination)
  }

  /// Copies the rows of `value` unless they are where they are wanted.
  func copy(_ value: Value, to destination: Location) throws -> [Statement] {
    let source = try location(value)
    let target = destination["t", "c"]
    let origin = source["t", "c"]
    guard target != origin else { return [] }
    let rows = bound(try type(value).shape[0])
    let width = try width(value)
    return [loop("t", to: rows) { loop("c", count: width) { target.set(origin) } }]
  }

  /// The loop over the blocks of a `repeat`, the carried rows in one buffer throughout.
  mutating func lowerRepeat(_ operation: Operation, over slices: Range<Int>) throws -> [Statement] {
    guard let region = operation.region else { return [] }
    var statements: [Statement] = []
    for (index, argument) in region.arguments.enumerated() {
      let result = operation.results[index].value
      // Inside and behind the loop it is the same rows.
      leads[result] = [leads[argument.value], leads[result]].compactMap { $0 }.max()
      let carried = try place(result, named: "carried")
      locations[argument.value] = carried
      statements += try copy(operation.operands[index], to: carried)
      if isLastReader(of: argument.value, yielding: region.results[index], in: region) {
        destinations[region.results[index]] = carried
      }
    }
    let outer = block
    block = "block"
    var body = try lower(region.operations)
    for (argument, value) in zip(region.arguments, region.results) {
      body += try copy(value, to: try location(argument.value))
    }
    block = outer
    let loop = Loop(
      "block", from: Affine(slices.lowerBound), to: [Affine(slices.upperBound)], body)
    return statements + [.loop(loop)]
  }

  /// Whether the row operation that makes `value` is the last to read `argument`, element by element, so that one may take the
  /// other's place.
  private func isLastReader(of argument: Value, yielding value: Value, in region: Region) -> Bool {
    guard
      let last = region.operations.lastIndex(where: { operation in
        operation.operands.contains(argument)
          || (operation.region?.useCounts[argument] ?? 0) > 0
      })
    else { return true }
    let operation = region.operations[last]
    guard case .rowwise = operation.kind, let inner = operation.region,
      let made = inner.results.last, operation.results.last?.value == value,
      let final = inner.operations.last, final.results.last?.value == made,
      case .binary(let binary) = final.kind, binary.axes == nil
    else { return false }
    return inner.operations.dropLast().allSatisfy { !$0.operands.contains(argument) }
  }
}

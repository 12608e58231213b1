import Diagnostics
import IR
import Schedule

/// Turns a graph of entry points into loops over buffers.
///
/// Every value that survives its operation gets a buffer of rows; heads and groups are laid side by side in a row.
struct Lowering {
  /// The loop program made so far.
  var output: LoopModule
  /// The graph.
  let module: Module
  /// Most tokens in one call of `prefill`.
  let segmentTokens: Int
  /// The tiles of attention.
  let tiles: Tiles
  /// Where each value lives.
  var locations: [Value: Location] = [:]
  /// The types of all values of the function.
  var types: [Value: TensorType] = [:]
  /// Where a value is to be made, where that is decided by its use.
  var destinations: [Value: Location] = [:]
  /// How many earlier rows a convolution wants in front of a value's rows.
  var leads: [Value: Int] = [:]
  /// The index of the current block, inside a `repeat`.
  var block: Affine?
  /// How often each value of the function is read.
  var uses: [Value: Int] = [:]
  /// The number of tokens in one call of the function.
  var callTokens: Affine = 1
  /// The most tokens in one call of the function.
  var callLimit = 1
  /// What a value is made by.
  var definitions: [Value: Operation] = [:]
  /// The states that values are written to, and those that values are made right behind the rows of.
  var (written, appended): ([Value: String], [Value: String]) = ([:], [:])
  /// The number of names given, by stem.
  private var names: [BufferID: Int] = [:]

  /// The size symbol: tokens in the call.
  static let tokens: Symbol = "n"
  /// The size symbol: tokens before the call.
  static let past: Symbol = "past"

  init(_ module: Module, segmentTokens: Int, tiles: Tiles) {
    self.module = module
    self.segmentTokens = segmentTokens
    self.tiles = tiles
    self.output = LoopModule(name: module.name)
  }

  /// The loop program of all functions.
  mutating func run() throws -> LoopModule {
    declareParameters()
    declareStates()
    for function in module.functions { try lower(function) }
    return output
  }

  // MARK: Buffers

  /// A name that starts with `stem` and is used nowhere else.
  mutating func fresh(_ stem: BufferID) -> BufferID {
    let count = names[stem, default: 0]
    names[stem] = count + 1
    return count == 0 ? stem : fresh("\(stem)_\(count + 1)")
  }

  /// A new scratch buffer of `rows` rows of `width` channels, with `lead` rows in front.
  mutating func scratch(_ stem: BufferID, rows: Extent, width: Int, lead: Int = 0) -> Location {
    let name = fresh(stem)
    output.buffers.append(
      Buffer(name, .f32, [capacity(rows) + lead, width], .scratch(offset: nil)))
    return .rows(buffer: name, row: Affine(lead), channel: 0)
  }

  /// A new scratch buffer of some extents.
  mutating func array(_ stem: BufferID, _ extents: [Int]) -> Location {
    let name = fresh(stem)
    output.buffers.append(Buffer(name, .f32, extents, .scratch(offset: nil)))
    return .whole(buffer: name, prefix: [])
  }

  /// The most rows an extent can have.
  func capacity(_ rows: Extent) -> Int { rows.value(tokens: callLimit) }

  /// The bound of a loop over an extent.
  func bound(_ rows: Extent) -> Affine {
    switch rows {
    case .fixed(let count): Affine(count)
    case .tokens, .chunks: callTokens
    case .past: .symbol(Self.past)
    case .cached: .symbol(Self.past) + callTokens
    }
  }

  private mutating func declareParameters() {
    for parameter in module.parameters {
      let shape = parameter.type.extents(tokens: 0)
      output.buffers.append(
        Buffer(
          Self.identifier(parameter.name), parameter.storage.element,
          (parameter.count.map { [$0] } ?? []) + shape,
          .parameter(offset: nil), packing: parameter.storage.packing))
      names[Self.identifier(parameter.name)] = 1
    }
  }

  private mutating func declareStates() {
    for state in module.states {
      var shape = (state.count.map { [$0] } ?? []) + state.type.extents(tokens: 0)
      if state.limit != nil {
        // The rows of tokens lie as all rows do, heads and groups side by side.
        let row = state.type.extents(tokens: 0).dropFirst()
        shape = shape.dropLast(row.count) + [row.reduce(1, *)]
      }
      // The tail of a convolution of one tap; nothing reads or writes it.
      if shape.contains(0) { continue }
      output.buffers.append(
        Buffer(Self.identifier(state.name), .f32, shape, .state(offset: nil)))
      names[Self.identifier(state.name)] = 1
    }
  }

  /// The buffer name of a parameter or state.
  static func identifier(_ name: String) -> BufferID {
    BufferID(String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }))
  }

  // MARK: Operations

  /// The statements of the operations, in order.
  mutating func lower(_ operations: [Operation]) throws -> [Statement] {
    try operations.flatMap { try lower($0) }
  }

  private mutating func lower(_ operation: Operation) throws -> [Statement] {
    switch operation.kind {
    case .parameter(let read):
      let name = Self.identifier(read.parameter)
      let prefix = module.parameter(read.parameter)?.count == nil ? [] : [block ?? 0]
      locations[operation.results[0].value] =
        .whole(buffer: name, prefix: prefix)
      return []
    case .stateRead(let read):
      locations[operation.results[0].value] = location(ofState: read.state)
      return []
    case .stateWrite(let write):
      return try lowerStateWrite(write.state, operation.operands[0])
    case .embed: return try lowerEmbed(operation)
    case .linear: return try lowerLinear(operation)
    case .experts(let experts): return try lowerExperts(experts, operation)
    case .lastRow:
      guard case .rows(let buffer, let row, let channel) = try location(operation.operands[0])
      else { throw unsupported(operation) }
      locations[operation.results[0].value] = .rows(
        buffer: buffer, row: row + bound(.tokens) - 1, channel: channel)
      return []
    case .slice, .splitHeads, .mergeHeads:
      locations[operation.results[0].value] = try aliased(operation)
      return []
    case .semiseparable(let scan) where scan.algorithm == .recurrent:
      return try lowerRecurrence(operation)
    case .diagonalScan(let scan): return try lowerDiagonalScan(scan, operation)
    case .unitDecay: return []
    case .appendOne: return try lowerAppendOne(operation)
    case .divideByLast(let division): return try lowerDivideByLast(operation, division)
    case .append: return try lowerAppend(operation)
    case .attention(let attention): return try lowerAttention(attention, operation)
    case .chunkScores(let scores): return try lowerScores(operation, chunk: scores.chunk)
    case .chunkIntra(let step): return try lowerIntra(operation, chunk: step.chunk)
    case .chunkState(let step): return try lowerChunkState(operation, chunk: step.chunk)
    case .statePass(let step): return try lowerStatePass(operation, chunk: step.chunk)
    case .chunkInter(let step): return try lowerInter(operation, chunk: step.chunk)
    case .chunkFused(let fused): return try lowerFused(operation, chunk: fused.chunk)
    case .repeated(let repeated): return try lowerRepeat(operation, over: repeated.slices)
    case .rowwise: return try lowerRowwise(operation)
    case .rmsNorm, .layerNorm, .scale, .concat, .route, .unary, .binary, .clamp, .convolution,
      .rotary, .decayLog, .constantDecay, .decayMatrix,
      .lowRankMatrix, .hadamard, .apply, .semiseparable:
      throw unsupported(operation)
    }
  }

  /// What an operation is refused with that has no lowering in its present form.
  func unsupported(_ operation: Operation) -> Diagnostic {
    Diagnostic(
      .illegalForm,
      "operation '\(operation.kind.definition.mnemonic)' cannot be lowered in this form",
      help: "run the passes of the pipeline that come before lower-to-loops")
  }

  /// Where `value` lives.
  func location(_ value: Value) throws -> Location {
    guard let location = locations[value] else {
      throw Diagnostic(.badValue, "value \(value) has no place in memory")
    }
    return location
  }

  /// The type of `value`.
  func type(_ value: Value) throws -> TensorType {
    guard let type = types[value] else {
      throw Diagnostic(.badValue, "value \(value) has no type")
    }
    return type
  }

  /// The channels of one row of a value: everything but its first extent.
  func width(_ value: Value) throws -> Int {
    try type(value).extents(tokens: segmentTokens).dropFirst().reduce(1, *)
  }

  /// Where the result of a view of another value's rows lives.
  func aliased(_ operation: Operation) throws -> Location {
    let source = try location(operation.operands[0])
    guard case .slice(let slice) = operation.kind,
      case .rows(let buffer, let row, let channel) = source
    else { return source }
    return .rows(buffer: buffer, row: row, channel: channel + slice.from)
  }

  /// Where the rows of `value` are to be made: at its destination, or in a new buffer.
  mutating func place(_ value: Value, named stem: BufferID) throws -> Location {
    let location: Location
    if let destination = destinations[value], leads[value] == nil {
      location = destination
    } else if let state = appended[value] {
      location = newRows(ofState: state)
    } else {
      location = scratch(
        stem, rows: try type(value).shape[0], width: try width(value), lead: leads[value] ?? 0)
    }
    locations[value] = location
    return location
  }
}

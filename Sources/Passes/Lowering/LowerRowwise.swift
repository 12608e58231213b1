import Diagnostics
import IR

extension Lowering {
  /// The loop over tokens of a `rowwise` region.
  mutating func lowerRowwise(_ operation: Operation) throws -> [Statement] {
    guard let region = operation.region else { return [] }
    var rows = RowLowering(self, region)
    for (outer, inner) in zip(operation.results, region.results) {
      rows.lowering.destinations[inner] = destinations[outer.value]
    }
    try rows.run()
    self = rows.lowering
    for (outer, inner) in zip(operation.results, region.results) {
      locations[outer.value] = try location(inner)
    }
    let extent = try region.operations.first.map { try type($0.operands[0]).shape[0] } ?? 1
    let statements =
      rows.before + (rows.body.isEmpty ? [] : [loop("t", to: bound(extent)) { rows.body }])
      + rows.after
    guard !statements.isEmpty else { return [] }
    return [.section(Section("rows: " + rows.summary.joined(separator: ", ")), statements)]
  }
}

/// Lowers the operations of one `rowwise` region to the body of a loop over tokens.
///
/// What is read once, element by element, becomes part of its reader's expression; the rest is made in a row of its own.
struct RowLowering {
  var lowering: Lowering
  /// What comes before the loop over tokens: rows in front of a convolution's input.
  var before: [Statement] = []
  /// The body of the loop over tokens.
  var body: [Statement] = []
  /// What comes after the loop: convolution tails.
  var after: [Statement] = []
  /// The operations, for the section's title.
  private(set) var summary: [String] = []
  /// What the region's values are made by.
  let definitions: [Value: Operation]
  private let region: Region
  private let uses: [Value: Int]
  private let yielded: Set<Value>

  init(_ lowering: Lowering, _ region: Region) {
    self.lowering = lowering
    self.region = region
    self.uses = region.useCounts
    self.yielded = Set(region.results + region.results.map { lowering.base(of: $0) })
    self.definitions = region.operations.reduce(into: [:]) { definitions, operation in
      for result in operation.results { definitions[result.value] = operation }
    }
  }

  mutating func run() throws {
    let forced = try valuesReadRepeatedly()
    for operation in region.operations {
      let value = operation.results[0].value
      let mustStore =
        yielded.contains(value) || forced.contains(value) || (uses[value] ?? 0) > 1
      let mnemonic = operation.kind.definition.mnemonic
      switch operation.kind {
      case .slice, .splitHeads, .mergeHeads:
        if lowering.locations[operation.operands[0]] != nil {
          lowering.locations[value] = try lowering.aliased(operation)
        } else if mustStore {
          try store(value)
        }
        continue
      case .rmsNorm(let norm): try lower(norm, operation)
      case .layerNorm(let norm): try lower(norm, operation)
      case .route(let route): try lower(route, operation)
      case .concat: try lowerConcat(operation)
      case .rotary: try lowerRotary(operation)
      case .convolution:
        try tails(operation)
        if mustStore { try store(value) }
      case .unary, .binary, .clamp, .scale, .decayLog, .constantDecay:
        if mustStore { try store(value) }
      default:
        throw Diagnostic(
          .illegalForm, "operation '\(mnemonic)' is not allowed in a 'rowwise' region")
      }
      if summary.last != mnemonic { summary.append(mnemonic) }
    }
  }

  /// Values that their readers need more than once per element: norms, and operands repeated over channels.
  private func valuesReadRepeatedly() throws -> Set<Value> {
    var forced: Set<Value> = []
    for operation in region.operations {
      switch operation.kind {
      case .rmsNorm, .layerNorm, .route, .rotary, .slice: forced.insert(operation.operands[0])
      case .binary(let binary) where binary.axes != nil:
        forced.insert(operation.operands[1])
        let shape = try shape(operation.operands[0])
        if shape.count > 1, try iteration(operation.operands[0], over: shape) != shape {
          forced.insert(operation.operands[0])
        }
      default: break
      }
    }
    return forced
  }

  /// A row of its own for `value`: at its destination when others read it later, else private to the loop.
  mutating func target(_ value: Value) throws -> Location {
    if yielded.contains(value) { return try lowering.place(value, named: stem(value)) }
    let location = privateRow(stem(value), width: try lowering.width(value))
    lowering.locations[value] = location
    return location
  }

  /// A row that each iteration of the loop over tokens has for itself.
  mutating func privateRow(_ stem: BufferID, width: Int) -> Location {
    let name = lowering.fresh("\(stem)_row")
    body.append(.allocate(Buffer(name, .f32, [1, width], .stack)))
    return .rows(buffer: name, row: -1 * Affine.symbol("t"), channel: 0)
  }

  /// Computes every element of `value` into its row.
  private mutating func store(_ value: Value) throws {
    let elements = try elements(of: value)
    let target = try target(value)
    body.append(elements.storing { target["t", $0] })
  }

  /// A name for the rows of a value, by what makes it.
  private func stem(_ value: Value) -> BufferID {
    guard let kind = definitions[value]?.kind else { return "rows" }
    switch kind {
    case .convolution: return "convolved"
    case .rmsNorm, .layerNorm: return "normed"
    case .route: return "gates"
    case .concat: return "joined"
    case .rotary: return "rotated"
    case .decayLog, .constantDecay: return "decay_logs"
    case .clamp: return "clamped"
    case .scale: return "scaled"
    case .unary(let unary):
      // The activation of a convolution is still what was convolved, to a reader.
      let argument = definitions[value].flatMap { definitions[$0.operands[0]]?.kind }
      if case .convolution? = argument { return "convolved" }
      return BufferID(unary.function.rawValue)
    case .binary(let binary):
      switch binary.function {
      case .add: return "sum"
      case .subtract: return "difference"
      case .multiply: return "scaled"
      case .divide: return "quotient"
      case .minimum: return "least"
      case .maximum: return "greatest"
      case .less: return "comparison"
      }
    default: return "rows"
    }
  }
}

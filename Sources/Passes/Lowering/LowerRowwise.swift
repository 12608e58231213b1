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
    var statements = rows.before
    if !rows.body.isEmpty {
      statements.append(.loop(Loop("t", to: [bound(extent)], rows.body)))
    }
    statements += rows.after
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
  var summary: [String] = []
  private let region: Region
  private let uses: [Value: Int]
  private let yielded: Set<Value>
  private var definitions: [Value: Operation] = [:]

  init(_ lowering: Lowering, _ region: Region) {
    self.lowering = lowering
    self.region = region
    self.uses = region.useCounts
    self.yielded = Set(region.results + region.results.map { lowering.base(of: $0) })
    for operation in region.operations {
      for result in operation.results { definitions[result.value] = operation }
    }
  }

  mutating func run() throws {
    let forced = try valuesReadRepeatedly()
    for operation in region.operations {
      let value = operation.results[0].value
      let mnemonic = operation.kind.definition.mnemonic
      switch operation.kind {
      case .slice, .splitHeads, .mergeHeads: break
      default: if summary.last != mnemonic { summary.append(mnemonic) }
      }
      switch operation.kind {
      case .slice, .splitHeads, .mergeHeads:
        if lowering.locations[operation.operands[0]] != nil {
          lowering.locations[value] = try lowering.aliased(operation)
        } else if mustStore(value, forced) {
          try store(value)
        }
      case .rmsNorm(let norm): try lower(norm, operation)
      case .layerNorm(let norm): try lower(norm, operation)
      case .route(let route): try lower(route, operation)
      case .concat: try lowerConcat(operation)
      case .rotary: try lowerRotary(operation)
      case .convolution:
        try tails(operation)
        if mustStore(value, forced) { try store(value) }
      case .unary, .binary, .clamp, .scale, .decayLog, .constantDecay:
        if mustStore(value, forced) { try store(value) }
      default:
        throw Diagnostic(
          .illegalForm, "operation '\(mnemonic)' is not allowed in a 'rowwise' region")
      }
    }
  }

  private func mustStore(_ value: Value, _ forced: Set<Value>) -> Bool {
    yielded.contains(value) || forced.contains(value) || (uses[value] ?? 0) > 1
  }

  /// Values that their readers need more than once per element: norms, and operands repeated over channels.
  private func valuesReadRepeatedly() throws -> Set<Value> {
    var forced: Set<Value> = []
    for operation in region.operations {
      switch operation.kind {
      case .rmsNorm, .layerNorm, .route, .rotary: forced.insert(operation.operands[0])
      case .binary(let binary) where binary.axes != nil:
        forced.insert(operation.operands[1])
        let shape = try shape(operation.operands[0])
        if shape.count > 1, try iteration(operation.operands[0], over: shape) != shape {
          forced.insert(operation.operands[0])
        }
      case .slice:
        forced.insert(operation.operands[0])
      default: break
      }
    }
    return forced
  }

  // MARK: Points

  /// One element of a row: its index along each dimension, and along the whole row.
  private struct Point {
    var shape: [Int]
    var indices: [Affine]

    var flat: Affine {
      zip(shape, indices).reduce(Affine(0)) { $1.0 * $0 + $1.1 }
    }
  }

  /// The extents of a value's rows.
  func shape(_ value: Value) throws -> [Int] {
    Array(try lowering.type(value).extents(tokens: lowering.blockTokens).dropFirst())
  }

  /// The extents that a loop over the elements of `value` runs over: those in which an operand is repeated, if any.
  private func iteration(_ value: Value, over shape: [Int]) throws -> [Int] {
    guard lowering.locations[value] == nil, let operation = definitions[value] else {
      return shape
    }
    switch operation.kind {
    case .binary(let binary):
      let left = try self.shape(operation.operands[0])
      if binary.axes != nil, left.count > 1 { return left }
      let inner = try iteration(operation.operands[0], over: shape)
      if inner != shape || binary.axes != nil { return inner }
      return try iteration(operation.operands[1], over: shape)
    case .unary, .clamp, .scale, .splitHeads, .mergeHeads, .decayLog:
      return try iteration(operation.operands[0], over: shape)
    default: return shape
    }
  }

  // MARK: Expressions

  /// Logs below this make a decay of 0 in 32 bits, and running sums of smaller ones would not be finite.
  private static let leastDecayLog = -104.0

  private func expression(_ value: Value, at point: Point) throws -> Expression {
    if lowering.locations[value] != nil {
      return .load(try lowering.element(of: value, ["t"] + point.indices, flat: point.flat))
    }
    guard let operation = definitions[value] else {
      throw Diagnostic(.badValue, "value \(value) has no place in memory")
    }
    let operands = operation.operands
    switch operation.kind {
    case .unary(let unary):
      return .unary(unary.function, try expression(operands[0], at: point))
    case .scale(let scale):
      return .binary(
        .multiply, try expression(operands[0], at: point), .constant(scale.factor))
    case .clamp(let clamp):
      var result = try expression(operands[0], at: point)
      if clamp.lower > -.infinity {
        result = .binary(.maximum, result, .constant(clamp.lower))
      }
      if clamp.upper < .infinity {
        result = .binary(.minimum, result, .constant(clamp.upper))
      }
      return result
    case .binary(let binary):
      let left = try expression(operands[0], at: point)
      let right = try repeated(operands[1], axes: binary.axes, at: point)
      return .binary(binary.function, left, right)
    case .decayLog:
      let step = try expression(operands[0], at: point)
      let log = Expression.binary(
        .multiply, step, try repeated(operands[1], axes: [1], at: point))
      return .binary(.maximum, log, .constant(Self.leastDecayLog))
    case .constantDecay: return try repeated(operands[1], axes: [1], at: point)
    case .splitHeads, .mergeHeads:
      return try expression(operands[0], at: point)
    case .slice(let slice):
      let width = try shape(operands[0]).reduce(1, *)
      return try expression(
        operands[0], at: Point(shape: [width], indices: [point.flat + Affine(slice.from)]))
    case .convolution:
      return try taps(operation, at: point)
    default:
      throw Diagnostic(.badValue, "value \(value) is not an expression")
    }
  }

  /// An operand that is repeated along the dimensions not in `axes`.
  private func repeated(_ value: Value, axes: [Int]?, at point: Point) throws -> Expression {
    guard let axes else { return try expression(value, at: point) }
    let extents = try lowering.type(value).extents(tokens: lowering.blockTokens)
    let isPerToken = axes.first == 0
    let dimensions = isPerToken ? Array(axes.dropFirst()) : axes
    let shape = Array(isPerToken ? extents.dropFirst() : extents[...])
    let indices: [Affine] =
      point.indices.count == 1 && dimensions == [1] && shape == point.shape
      ? point.indices : dimensions.map { point.indices[$0 - 1] }
    let inner = Point(shape: shape, indices: indices)
    if isPerToken { return try expression(value, at: inner) }
    return .load(try lowering.location(value).element(indices))
  }

  /// The sum over the taps of a causal convolution, written out.
  private func taps(_ operation: Operation, at point: Point) throws -> Expression {
    let input = try lowering.location(operation.operands[0])
    let weights = try lowering.location(operation.operands[1])
    let count = try lowering.type(operation.operands[1]).extents(tokens: 0)[0]
    let channel = point.flat
    var sum: Expression?
    if operation.operands.count == 4 {
      sum = .load(try lowering.location(operation.operands[3]).element([channel]))
    }
    for tap in 0..<count {
      let row = "t" + Affine(tap - (count - 1))
      let product = Expression.binary(
        .multiply, .load(weights.element([Affine(tap), channel])),
        .load(input.access(row: row, channel: channel)))
      sum = sum.map { .binary(.add, $0, product) } ?? product
    }
    return sum ?? .constant(0)
  }

  // MARK: Rows

  /// A row of its own for `value`: at its destination when others read it later, else private to the loop.
  mutating func target(_ value: Value) throws -> Location {
    if yielded.contains(value) { return try lowering.place(value, named: stem(value)) }
    let location = privateRow(stem(value), width: try lowering.width(value))
    lowering.locations[value] = location
    return location
  }

  /// A row that each iteration of the loop over tokens has for itself.
  mutating func privateRow(_ stem: String, width: Int) -> Location {
    let name = lowering.fresh(stem + "_row")
    body.append(.allocate(Buffer(name, .f32, [1, width], .stack)))
    return .rows(buffer: name, row: -1 * Affine.symbol("t"), channel: 0)
  }

  private func stem(_ value: Value) -> String {
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
      return unary.function.rawValue
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

  /// Computes every element of `value` into its row.
  private mutating func store(_ value: Value) throws {
    let elements = try elements(of: value)
    let location = try target(value)
    body.append(elements.storing { location.access(row: "t", channel: $0) })
  }

  /// The elements of a row, by the loops over them.
  struct Elements {
    /// The loops' variables and extents, outermost first.
    var loops: [(variable: String, extent: Int)]
    /// Where in its row an element stands.
    var channel: Affine
    /// The element.
    var value: Expression

    /// The loops that store every element at its place.
    func storing(at place: (Affine) -> Access) -> Statement {
      loops.reversed().reduce(.store(place(channel), value)) { body, loop in
        .loop(Loop(loop.variable, to: [Affine(loop.extent)], [body]))
      }
    }
  }

  /// What computes `value`, element by element.
  func elements(of value: Value) throws -> Elements {
    let extents = try iteration(value, over: try shape(value))
    let names = extents.count == 1 ? ["c"] : ["h", "p", "q"]
    let point = Point(
      shape: extents, indices: zip(extents, names).map { Affine.symbol($1) })
    return Elements(
      loops: Array(zip(names, extents)), channel: point.flat,
      value: try expression(value, at: point))
  }

  /// Each group's sum of squares, then its elements scaled.
  private mutating func lower(_ norm: RMSNorm, _ operation: Operation) throws {
    let value = operation.results[0].value
    let part = try shape(value)[0] / norm.groups
    let channel: Affine = norm.groups == 1 ? "c" : part * Affine.symbol("group") + "c"
    let source = try lowering.location(operation.operands[0])
    let weight = try operation.operands.dropFirst().first.map { try lowering.location($0) }
    let target = try target(value)
    let element = Expression.load(source.access(row: "t", channel: channel))
    let mean = Expression.binary(.divide, .scalar("squares"), .constant(Double(part)))
    var scaled = Expression.binary(.multiply, element, .scalar("scale"))
    if let weight { scaled = .binary(.multiply, .load(weight.element([channel])), scaled) }
    let statements: [Statement] = [
      .define("squares", .constant(0)),
      .loop(
        Loop(
          "c", to: [Affine(part)],
          [
            .assign(
              "squares",
              .binary(.add, .scalar("squares"), .binary(.multiply, element, element)))
          ])),
      .define("scale", .unary(.rsqrt, .binary(.add, mean, .constant(norm.epsilon)))),
      .loop(
        Loop(
          "c", to: [Affine(part)],
          [.store(target.access(row: "t", channel: channel), scaled)])),
    ]
    body.append(
      norm.groups == 1
        ? .section("rms_norm", statements)
        : .loop(Loop("group", to: [Affine(norm.groups)], statements)))
  }

  // MARK: Convolution tails

  /// Puts the tail in front of a convolution's input, and keeps the last rows as the next tail.
  private mutating func tails(_ operation: Operation) throws {
    let count = try lowering.type(operation.operands[1]).extents(tokens: 0)[0] - 1
    guard count > 0 else {
      lowering.locations[operation.results[1].value] = try lowering.location(operation.operands[2])
      return
    }
    let channels = try lowering.type(operation.operands[0]).extents(tokens: 0)[1]
    let input = try padded(operation.operands[0], by: count)
    let tail = try lowering.location(operation.operands[2])
    let next = operation.results[1].value
    let final: Location
    if let destination = lowering.destinations[next] {
      final = destination
    } else if case .stateRead? = lowering.definitions[operation.operands[2]]?.kind {
      final = tail
    } else {
      final = .whole(buffer: lowering.fresh("tail"), prefix: [])
      if case .whole(let name, _) = final {
        lowering.output.buffers.append(
          Buffer(name, .f32, [count, channels], .scratch(offset: nil)))
      }
    }
    lowering.locations[next] = final
    let rows = lowering.bound(try lowering.type(operation.operands[0]).shape[0])
    let place = input.access(row: "k" - Affine(count), channel: "c")
    let last = input.access(row: "k" + rows - Affine(count), channel: "c")
    before.append(rowCopy(count, channels, from: tail.element(["k", "c"]), to: place))
    after.append(rowCopy(count, channels, from: last, to: final.element(["k", "c"])))
  }

  private func rowCopy(_ rows: Int, _ channels: Int, from: Access, to: Access) -> Statement {
    .loop(
      Loop(
        "k", to: [Affine(rows)],
        [.loop(Loop("c", to: [Affine(channels)], [.store(to, .load(from))]))]))
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

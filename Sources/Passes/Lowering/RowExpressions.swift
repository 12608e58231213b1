import Diagnostics
import IR

/// The elements of one row as expressions over what lies in memory.
extension RowLowering {
  /// One element of a row: its index along each dimension, and along the whole row.
  private struct Point {
    var shape: [Int]
    var indices: [Affine]

    var flat: Affine {
      zip(shape, indices).reduce(Affine(0)) { $1.0 * $0 + $1.1 }
    }
  }

  /// The elements of a row, by the loops over them.
  struct Elements {
    /// The loops' variables and extents, outermost first.
    var loops: [(variable: Symbol, extent: Int)]
    /// Where in its row an element stands.
    var channel: Affine
    /// The element.
    var value: Expression

    /// The loops that store every element at its place.
    func storing(at place: (Affine) -> Access) -> Statement {
      loops.reversed().reduce(place(channel).set(value)) { body, axis in
        loop(axis.variable, count: axis.extent) { body }
      }
    }
  }

  /// What computes `value`, element by element.
  func elements(of value: Value) throws -> Elements {
    let extents = try iteration(value, over: try shape(value))
    let names: [Symbol] = extents.count == 1 ? ["c"] : ["h", "p", "q"]
    let point = Point(
      shape: extents, indices: zip(extents, names).map { Affine.symbol($1) })
    return Elements(
      loops: Array(zip(names, extents)), channel: point.flat,
      value: try expression(value, at: point))
  }

  /// The extents of a value's rows.
  func shape(_ value: Value) throws -> [Int] {
    Array(try lowering.type(value).extents(tokens: lowering.segmentTokens).dropFirst())
  }

  /// The extents that a loop over the elements of `value` runs over: those in which an operand is repeated, if any.
  func iteration(_ value: Value, over shape: [Int]) throws -> [Int] {
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
    func first() throws -> Expression { try expression(operands[0], at: point) }
    switch operation.kind {
    case .unary(let unary): return unary.function(try first())
    case .scale(let scale): return try first() * scale.factor
    case .clamp(let clamp):
      var result = try first()
      if clamp.lower > -.infinity { result = maximum(result, clamp.lower) }
      if clamp.upper < .infinity { result = minimum(result, clamp.upper) }
      return result
    case .binary(let binary):
      return binary.function(
        try first(), try repeated(operands[1], axes: binary.axes, at: point))
    case .decayLog:
      return maximum(
        try first() * repeated(operands[1], axes: [1], at: point), Self.leastDecayLog)
    case .constantDecay: return try repeated(operands[1], axes: [1], at: point)
    case .splitHeads, .mergeHeads: return try first()
    case .slice(let slice):
      let width = try shape(operands[0]).reduce(1, *)
      return try expression(
        operands[0], at: Point(shape: [width], indices: [point.flat + Affine(slice.from)]))
    case .convolution: return try taps(operation, at: point)
    default:
      throw Diagnostic(.badValue, "value \(value) is not an expression")
    }
  }

  /// An operand that is repeated along the dimensions not in `axes`.
  private func repeated(_ value: Value, axes: [Int]?, at point: Point) throws -> Expression {
    guard let axes else { return try expression(value, at: point) }
    let extents = try lowering.type(value).extents(tokens: lowering.segmentTokens)
    let isPerToken = axes.first == 0
    let dimensions = isPerToken ? Array(axes.dropFirst()) : axes
    let shape = Array(isPerToken ? extents.dropFirst() : extents[...])
    let indices: [Affine] =
      point.indices.count == 1 && dimensions == [1] && shape == point.shape
      ? point.indices : dimensions.map { point.indices[$0 - 1] }
    if isPerToken { return try expression(value, at: Point(shape: shape, indices: indices)) }
    return .load(try lowering.location(value).element(indices))
  }

  /// The sum over the taps of a causal convolution, written out.
  private func taps(_ operation: Operation, at point: Point) throws -> Expression {
    let input = try lowering.location(operation.operands[0])
    let weights = try lowering.location(operation.operands[1])
    let count = try lowering.type(operation.operands[1]).extents(tokens: 0)[0]
    let channel = point.flat
    let bias = try operation.operands.dropFirst(3).first.map {
      Expression.load(try lowering.location($0).element([channel]))
    }
    let products = (0..<count).map { tap in
      weights.element([Affine(tap), channel]) * input["t" + Affine(tap - (count - 1)), channel]
    }
    let terms = (bias.map { [$0] } ?? []) + products
    return terms.dropFirst().reduce(terms.first ?? .constant(0)) { $0 + $1 }
  }
}

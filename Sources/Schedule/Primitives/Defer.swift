import Diagnostics
import IR

/// `defer SCALAR at LOOP as ARRAY[A:B, …]`: multiplies by a factor of a sum's terms after summing, not before.
///
/// In the body of the loop, `y[a] += Σ_k scalar · f[a, k]` becomes `array[a] = Σ_k f[a, k]` and `y[b] += scalar · array[b]`. The
/// array's dimensions are the loops A that the sum does not run over, in the order in which they are to lie; loops B add it.
public struct Defer: RewriteDefinition {
  /// The factor.
  public var scalar: Scalar
  /// The loop in whose body the sum is.
  public var loop: Symbol
  /// The name of the array of sums.
  public var buffer: BufferID
  /// The loops of its dimensions, each with the one that adds it.
  public var dimensions: [(sum: Symbol, adding: Symbol)]

  /// The first word of its text.
  public static let keyword = "defer"
  /// How far it may change results.
  public static let exactness = Exactness.reassociating

  /// The factor `scalar` of a sum in the body of `loop`, deferred.
  public init(
    _ scalar: Scalar, at loop: Symbol, as buffer: BufferID,
    _ dimensions: [(sum: Symbol, adding: Symbol)]
  ) {
    self.scalar = scalar
    self.loop = loop
    self.buffer = buffer
    self.dimensions = dimensions
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    guard nest.visibleBuffers[buffer] == nil else {
      throw Diagnostic(.badRewrite, "there is a buffer '\(buffer)' already")
    }
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      var outer = place.loop
      var ranges = place.ranges
      ranges.append(outer)
      let sums = outer.body.map { Sum($0, factor: scalar) }
      guard let index = sums.firstIndex(where: { $0 != nil }), let sum = sums[index] else {
        throw Diagnostic(
          .badSchedule,
          "no loops in the body of loop '\(loop)' sum products with the factor '\(scalar)'",
          help: "inline what is between the factor and the sum")
      }
      try nest.requireFree(dimensions.map(\.adding), at: place)
      outer.body.replaceSubrange(index...index, with: try statements(sum, ranges))
      return place.replacing(by: [.loop(outer)])
    }
    return result
  }

  /// The array, the sums, and what adds them.
  private func statements(_ sum: Sum, _ ranges: SymbolRanges) throws -> [Statement] {
    let kept = sum.loops.filter { loop in
      sum.target.indices.contains { $0.coefficient(of: loop.variable) != 0 }
    }
    let order = dimensions.compactMap { dimension in
      kept.first { $0.variable == dimension.sum }
    }
    guard order.count == kept.count, order.count == dimensions.count,
      Set(order.map(\.variable)).count == order.count
    else {
      throw Diagnostic(
        .badRewrite, "the dimensions of '\(buffer)' are not the loops that the sum keeps",
        notes: ["these are: " + kept.map { "\($0.variable)" }.joined(separator: ", ")])
    }
    let shape = try order.map { loop -> Int in
      var inner = ranges
      inner.append(loop)
      guard let last = inner.constant(.greatest, of: .symbol(loop.variable)) else {
        throw Diagnostic(.badRewrite, "the length of loop '\(loop.variable)' is not known")
      }
      return last + 1
    }
    guard shape.reduce(1, *) <= Buffer.stackLimit else {
      throw Diagnostic(
        .badRewrite,
        "array '\(buffer)' would be \(shape), expected at most \(Buffer.stackLimit) elements")
    }
    let element = Access(buffer, order.map { .symbol($0.variable) })
    let reduced = sum.loops.filter { !order.contains($0) }
    let summing = Self.nest(reduced, [.accumulate(element, sum.term)])
    var adding: [Statement] = Self.nest(
      order,
      [.accumulate(sum.target, .binary(.multiply, .scalar(scalar), .load(element)))])
    for dimension in dimensions {
      adding = adding.renaming(loop: dimension.sum, to: dimension.adding)
    }
    return [.allocate(Buffer(buffer, shape, .stack))]
      + Self.nest(order, [.store(element, .constant(0))] + summing) + adding
  }

  private static func nest(_ loops: [Loop], _ body: [Statement]) -> [Statement] {
    loops.reversed().reduce(body) { body, loop in
      var loop = loop
      loop.body = body
      return [.loop(loop)]
    }
  }

  /// Whether both are the same, dimension by dimension.
  public static func == (left: Defer, right: Defer) -> Bool {
    left.description == right.description
  }

  /// Hashes the text.
  public func hash(into hasher: inout Hasher) { hasher.combine(description) }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let scalar = Scalar(try reader.word())
    try reader.expect("at")
    let loop = try reader.symbol()
    try reader.expect("as")
    let buffer = BufferID(try reader.word())
    var dimensions: [(sum: Symbol, adding: Symbol)] = []
    try reader.expect("[")
    repeat {
      let sum = try reader.symbol()
      try reader.expect(":")
      dimensions.append((sum, try reader.symbol()))
    } while try reader.takes(",")
    try reader.expect("]")
    self.init(scalar, at: loop, as: buffer, dimensions)
  }

  /// The text that it is read from.
  public var description: String {
    let names = dimensions.map { "\($0.sum):\($0.adding)" }.joined(separator: ", ")
    return "defer \(scalar) at \(loop) as \(buffer)[\(names)]"
  }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .defer(self) }
}

/// Loops directly around each other that add products with a factor to elements.
private struct Sum {
  /// The loops, outermost first, none of whose bounds depends on another.
  var loops: [Loop] = []
  /// What is added to.
  var target: Access
  /// The products without the factor.
  var term: Expression

  /// The sums of `statement` over products with `factor`, nil where it computes anything else.
  init?(_ statement: Statement, factor: Scalar) {
    var statement = statement
    var loops: [Loop] = []
    while case .loop(let loop) = statement, loop.lower == 0, loop.step == 1, loop.body.count == 1 {
      loops.append(loop)
      statement = loop.body[0]
    }
    guard !loops.isEmpty, case .accumulate(let target, let product) = statement else { return nil }
    var factors = product.factors
    guard let index = factors.firstIndex(of: .scalar(factor)) else { return nil }
    factors.remove(at: index)
    guard let first = factors.first, !product.loads.contains(where: { $0.buffer == target.buffer }),
      loops.allSatisfy({ loop in
        loop.uppers.allSatisfy { upper in
          loops.allSatisfy { upper.coefficient(of: $0.variable) == 0 }
        }
      })
    else { return nil }
    (self.loops, self.target) = (loops, target)
    term = factors.dropFirst().reduce(first) { .binary(.multiply, $0, $1) }
  }
}

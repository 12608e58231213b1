import Diagnostics
import IR

/// `expand NAME over LOOP [along N]`: a place of its own in every iteration of a loop for a scalar or an array of its body.
///
/// The array that they share gets a dimension for the loop, outermost, and stands in front of it, so that the loop can be
/// divided. With `along`, the N-th dimension grows instead: `x[i, p]` becomes `x[i, size · loop + p]`.
public struct Expand: RewriteDefinition {
  /// The scalar or the array, which the loop's body itself declares.
  public var name: String
  /// The loop.
  public var loop: Symbol
  /// The dimension that grows, from 1 on; nil for a new one.
  public var dimension: Int?

  /// The first word of its text.
  public static let keyword = "expand"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// A place for `name` in every iteration of `loop`.
  public init(_ name: String, over loop: Symbol, along dimension: Int? = nil) {
    self.name = name
    self.loop = loop
    self.dimension = dimension
  }

  /// The name, of an array.
  private var array: BufferID { BufferID(name) }
  /// The name, of a scalar.
  private var scalar: Scalar { Scalar(name) }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      var ranges = place.ranges
      ranges.append(place.loop)
      guard place.loop.lower == 0, place.loop.step == 1,
        let last = ranges.constant(.greatest, of: .symbol(loop))
      else {
        throw Diagnostic(
          .badRewrite, "loop '\(loop)' does not run from 0 by 1 to a bound that is known")
      }
      let declared = place.loop.body.lazy.compactMap(\.declaredBuffer).first { $0.name == array }
      var expanded = place.loop
      let buffer: Buffer
      if let declared {
        buffer = try grown(declared, last + 1)
        expanded.body = try body(place.loop.body, expanding: declared)
      } else {
        buffer = try grown(Buffer(array, [], .stack), last + 1)
        expanded.body = try body(place.loop.body, storingScalarOf: nest)
      }
      return place.replacing(by: [.allocate(buffer), .loop(expanded)])
    }
    return result
  }

  /// The array with room for `count` iterations.
  private func grown(_ buffer: Buffer, _ count: Int) throws -> Buffer {
    var result = buffer
    if let dimension {
      guard buffer.shape.indices.contains(dimension - 1) else {
        throw Diagnostic(.badSchedule, "'\(name)' has no dimension \(dimension)")
      }
      result.shape[dimension - 1] *= count
    } else {
      result.shape.insert(count, at: 0)
    }
    guard result.count <= Buffer.stackLimit else {
      throw Diagnostic(
        .badRewrite,
        "array '\(name)' would be \(result.shape), expected at most \(Buffer.stackLimit) elements",
        help: "split loop '\(loop)' into smaller tiles")
    }
    return result
  }

  /// The loop's body with the elements of the array in their new places.
  private func body(_ body: [Statement], expanding buffer: Buffer) throws -> [Statement] {
    let isPassed = body.flatMap(\.flattened).contains { statement in
      if case .call(let call) = statement {
        call.views.contains { $0.buffer == array }
      } else {
        false
      }
    }
    if isPassed {
      throw Diagnostic(.badRewrite, "'\(name)' is passed to a kernel", help: "replace loops later")
    }
    let rest = body.filter { $0.declaredBuffer?.name != array }
    return StatementRewriter(element: { element in
      guard element.buffer == array else { return element }
      var moved = element
      if let dimension {
        moved.indices[dimension - 1] =
          moved.indices[dimension - 1] + buffer.shape[dimension - 1] * .symbol(loop)
      } else {
        moved.indices.insert(.symbol(loop), at: 0)
      }
      return moved
    }).statements(rest)
  }

  /// The loop's body with an element of the array in the place of the scalar.
  private func body(_ body: [Statement], storingScalarOf nest: Nest) throws -> [Statement] {
    guard body.count(where: { $0.definedScalar == scalar }) == 1, dimension == nil else {
      throw Diagnostic(
        .badSchedule, "the body of loop '\(loop)' itself declares no '\(name)' once",
        notes: ["it declares: " + body.declaredNames.sorted().joined(separator: ", ")])
    }
    guard nest.visibleBuffers[array] == nil else {
      throw Diagnostic(.badRewrite, "there is a buffer '\(name)' already")
    }
    let element = Access(array, [.symbol(loop)])
    let reading = StatementRewriter(value: { value in
      if case .scalar(scalar) = value { .load(element) } else { value }
    })
    return reading.statements(body).transformingStatements { statement in
      switch statement {
      case .define(scalar, let value), .assign(scalar, let value): .store(element, value)
      default: statement
      }
    }
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let name = try reader.word()
    try reader.expect("over")
    self.init(
      name, over: try reader.symbol(), along: try reader.takes("along") ? try reader.number() : nil)
  }

  /// The text that it is read from.
  public var description: String {
    "expand \(name) over \(loop)" + (dimension.map { " along \($0)" } ?? "")
  }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .expand(self) }
}

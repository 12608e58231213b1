import Diagnostics
import IR

/// `stage SCALAR at LOOP as BUFFER[A, B: NEW, …] [padded]`: computes a scalar ahead, for all iterations that a loop's body needs.
///
/// In one iteration of the loop, all values of the scalar are put in an array on the stack before the statement that uses them; its
/// dimensions are the loops that the scalar depends on, in the order given, which transposes it where that is not theirs. With
/// no dimension it stays a scalar. Padded, a dimension whose bound depends on another is brought to a common bound, with
/// zeros for values that there are not, where these add nothing.
public struct Stage: RewriteDefinition {
  /// What is computed ahead.
  public var scalar: Scalar
  /// The loop in whose body.
  public var loop: Symbol
  /// The name of the array.
  public var buffer: BufferID
  /// The loops that the scalar depends on, each with the name of the loop that fills the array.
  public var dimensions: [Dimension]
  /// Whether bounds that depend on other dimensions are made common.
  public var isPadded: Bool

  /// One dimension of the array.
  public struct Dimension: Hashable, Sendable {
    /// The loop that is there.
    public var loop: Symbol
    /// The variable of the loop that fills the array.
    public var filling: Symbol

    /// The dimension of `loop`.
    public init(_ loop: Symbol, filling: Symbol? = nil) {
      self.loop = loop
      self.filling = filling ?? loop
    }
  }

  /// The first word of its text.
  public static let keyword = "stage"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The stage of `scalar` in the body of `loop`.
  public init(
    _ scalar: Scalar, at loop: Symbol, as buffer: BufferID, _ dimensions: [Dimension],
    padded isPadded: Bool = false
  ) {
    self.scalar = scalar
    self.loop = loop
    self.buffer = buffer
    self.dimensions = dimensions
    self.isPadded = isPadded
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    guard !nest.visibleBuffers.keys.contains(buffer) else {
      throw Diagnostic(.badRewrite, "there is a buffer '\(buffer)' already")
    }
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      var outer = place.loop
      var ranges = place.ranges
      ranges.append(outer)
      guard
        let position = outer.body.firstIndex(where: { $0.defines(scalar) && !$0.children.isEmpty })
      else {
        throw Diagnostic(
          .badSchedule, "no loop in the body of loop '\(loop)' defines scalar '\(scalar)'",
          notes: [
            "its scalars are: " + outer.body.definedScalars.map { "\($0)" }.joined(separator: ", ")
          ])
      }
      for case .index(let name, let source) in outer.body[..<position] {
        ranges.append(name, source)
      }
      let staging = try Staging(self, outer.body[position], ranges)
      outer.body.replaceSubrange(position...position, with: staging.statements)
      return place.replacing(by: [.loop(outer)])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let scalar = Scalar(try reader.word())
    try reader.expect("at")
    let loop = try reader.symbol()
    try reader.expect("as")
    let buffer = BufferID(try reader.word())
    var dimensions: [Dimension] = []
    if try reader.takes("[") {
      repeat {
        let loop = try reader.symbol()
        dimensions.append(
          Dimension(loop, filling: try reader.takes(":") ? try reader.symbol() : nil))
      } while try reader.takes(",")
      try reader.expect("]")
    }
    self.init(scalar, at: loop, as: buffer, dimensions, padded: try reader.takes("padded"))
  }

  /// The text that it is read from.
  public var description: String {
    let names = dimensions.map { $0.loop == $0.filling ? "\($0.loop)" : "\($0.loop):\($0.filling)" }
    return "stage \(scalar) at \(loop) as \(buffer)"
      + (names.isEmpty ? "" : "[\(names.joined(separator: ", "))]") + (isPadded ? " padded" : "")
  }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .stage(self) }
}

import Diagnostics
import IR

/// `inline SCALAR`: its value in the place of a scalar, wherever it is read.
public struct Inline: RewriteDefinition {
  /// The scalar, which is never assigned, and whose value reads nothing that is written meanwhile.
  public var scalar: Scalar

  /// The first word of its text.
  public static let keyword = "inline"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The value of `scalar` in its place.
  public init(_ scalar: Scalar) { self.scalar = scalar }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    let steps = nest.body.flatMap(\.flattened)
    let definitions = steps.filter { $0.definedScalar == scalar }
    guard definitions.count == 1, let value = definitions[0].definedValue else {
      throw Diagnostic(
        .badSchedule, "scalar '\(scalar)' is defined \(definitions.count) times, expected once",
        notes: [
          "the scalars are: " + nest.body.definedScalars.map { "\($0)" }.joined(separator: ", ")
        ])
    }
    let written = Set(steps.flatMap(\.writes).map(\.buffer))
    let assigned = steps.compactMap(\.assignedScalar)
    let isFixed =
      Set(value.loads.map(\.buffer)).isDisjoint(with: written)
      && value.scalars.union([scalar]).isDisjoint(with: assigned)
    guard isFixed else {
      throw Diagnostic(.badRewrite, "what scalar '\(scalar)' is made of changes in the nest")
    }
    var result = nest
    result.body = nest.body.map { $0.replacing(scalar, by: value) }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    self.init(Scalar(try reader.word()))
  }

  /// The text that it is read from.
  public var description: String { "inline \(scalar)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .inline(self) }
}

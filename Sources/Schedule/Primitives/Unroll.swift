import Diagnostics
import IR

/// `unroll LOOP`: the C compiler writes the iterations out, so that arrays that the variable indexes can live in registers.
public struct Unroll: RewriteDefinition {
  /// The loop, of constant length.
  public var loop: Symbol

  /// The first word of its text.
  public static let keyword = "unroll"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The most iterations that are written out.
  public static let limit = 64

  /// The iterations of `loop` written out.
  public init(_ loop: Symbol) { self.loop = loop }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      var loop = place.loop
      guard loop.kind == .sequential, loop.uppers.count == 1,
        let length = (loop.uppers[0] - loop.lower).asConstant, length <= Self.limit * loop.step
      else {
        throw Diagnostic(
          .badRewrite,
          "loop '\(loop.variable)' is not a plain loop of constant length, at most \(Self.limit)")
      }
      loop.kind = .unrolled
      return place.replacing(by: [.loop(loop)])
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws { self.init(try reader.symbol()) }

  /// The text that it is read from.
  public var description: String { "unroll \(loop)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .unroll(self) }
}

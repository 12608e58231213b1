import Diagnostics
import IR

/// `rename LOOP to NAME`: another name for a loop's variable, for readers of the emitted code.
public struct Rename: RewriteDefinition {
  /// The loop.
  public var loop: Symbol
  /// The name that it gets.
  public var name: Symbol

  /// The first word of its text.
  public static let keyword = "rename"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The loop `loop` under another name.
  public init(_ loop: Symbol, to name: Symbol) {
    self.loop = loop
    self.name = name
  }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      try nest.requireFree([name], at: place)
      let body = [Statement.loop(place.loop)]
      return place.replacing(by: body.renaming(loop: loop, to: name))
    }
    return result
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("to")
    self.init(loop, to: try reader.symbol())
  }

  /// The text that it is read from.
  public var description: String { "rename \(loop) to \(name)" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .rename(self) }
}

import Diagnostics
import IR

/// `bind LOOP to threads`: the threads of the team divide the iterations among them.
///
/// The loop stays as it is here: `parallelize` makes the teams, and divides loops of the nest that are bound, otherwise the
/// outermost ones that can be. So it comes behind all that moves the loop.
public struct Bind: RewriteDefinition {
  /// The loop, whose iterations are independent.
  public var loop: Symbol

  /// The first word of its text.
  public static let keyword = "bind"
  /// How far it may change results.
  public static let exactness = Exactness.bitwise

  /// The iterations of `loop` divided among threads.
  public init(_ loop: Symbol) { self.loop = loop }

  /// The nest after the rewrite; throws E0902 and E0903.
  public func applied(to nest: Nest) throws -> Nest {
    var result = nest
    result.body = try nest.rewriting(around: loop) { place in
      guard place.loop.kind == .sequential else {
        throw Diagnostic(.badRewrite, "loop '\(loop)' is unrolled")
      }
      try Dependence.require(independenceOf: place.loop, place.ranges, for: "'\(self)'")
      guard !Self.hasDeclarations(around: loop, in: nest.body) else {
        throw Diagnostic(
          .badRewrite,
          "around loop '\(loop)' stand scalars or arrays, which threads have each for themselves")
      }
      return place.statements
    }
    return result
  }

  /// Whether scalars or arrays are declared beside the loop or beside loops around it.
  private static func hasDeclarations(around loop: Symbol, in statements: [Statement]) -> Bool {
    let way = statements.first { statement in
      statement.flattened.contains { $0.loopVariable == loop }
    }
    guard let way else { return false }
    let declares = statements.contains { statement in
      switch statement {
      case .define, .allocate: true
      case .loop, .store, .accumulate, .assign, .index, .select, .call, .team, .section: false
      }
    }
    return declares
      || way.loopVariable != loop && hasDeclarations(around: loop, in: way.children)
  }

  /// The rewrite that the words after the keyword mean; throws E0901.
  public init(parsing reader: inout ScheduleReader) throws {
    let loop = try reader.symbol()
    try reader.expect("to")
    try reader.expect("threads")
    self.init(loop)
  }

  /// The text that it is read from.
  public var description: String { "bind \(loop) to threads" }

  /// The rewrite as one of all kinds.
  public var rewrite: Rewrite { .bind(self) }
}

import IR
import Testing

@testable import Schedule

/// Nests written by hand.
enum HandNests {
  /// Buffers of the nests, and the sizes `n` (1 to 40) and `m` (1 to 8).
  private static let buffers = """
    buffer x : f32[40, 24] in scratch buffer y : f32[40, 32] in scratch buffer z : f32[40, 32] in scratch
    buffer w : f32[24, 32] in parameter buffer rows : f32[32, 24] in parameter
    buffer packed : f32[32, 24] panels(16) in parameter buffer h : f32[8, 32] in state
    """

  /// The nest whose loops are written in `body`.
  static func nest(_ body: String, _ kind: NestKind = .linear) throws -> Nest {
    let module = try LoopParser.parse(
      "loop module m { \(buffers) func f(n: 1...40, m: 1...8) { \(body) } }")
    var ranges = SymbolRanges()
    for size in module.functions[0].sizes { ranges.append(size) }
    let named = Dictionary(uniqueKeysWithValues: module.buffers.map { ($0.name, $0) })
    return Nest(NestLabel(kind, .many, "y"), module.functions[0].body, ranges, named)
  }

  /// The nest after the rewrites in `schedule`, one a line.
  static func arranged(
    _ body: String, by schedule: String, _ kind: NestKind = .linear
  ) throws -> Nest {
    try rewrites(schedule).reduce(try nest(body, kind)) { try $1.definition.applied(to: $0) }
  }

  /// The rewrites in `text`.
  static func rewrites(_ text: String) throws -> [Rewrite] {
    try Schedule(parsing: "schedule 1\nlinear many { \(text) }", file: "test").nests[0].rewrites
  }

  /// The loops written in `body`, as they are read.
  static func statements(_ body: String) throws -> [Statement] { try nest(body).body }
}

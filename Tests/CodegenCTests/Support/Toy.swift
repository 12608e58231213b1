import Foundation
import IR

@testable import CodegenC
@testable import Project

/// A small sequence model in loops, with every statement form that real ones use.
///
/// `state[c] ← state[c] / 2 + table[id, c]`, `hidden = silu(min(state, 4))`, `logits = hidden Wᵀ`; 16 channels, 20 tokens.
enum Toy {
  static let width = 16
  static let vocabulary = 20
  static let block = 8

  static var module: LoopModule {
    LoopModule(
      name: "toy",
      buffers: [
        Buffer("table", .f32, [vocabulary, width], .parameter(offset: 0)),
        Buffer(
          "head.weight", .f32, [vocabulary, width], .parameter(offset: 1280),
          packing: .panels(of: 16)),
        Buffer("sums", .f32, [width], .state(offset: 0)),
        Buffer("hidden", .f32, [block, width], .scratch(offset: 0)),
      ],
      handover: "hidden",
      functions: [
        prefill, head("head_last", row: "n" - 1), head("head_all", row: nil), step,
      ])
  }

  static let prefill = LoopFunction(
    name: "prefill", notes: ["Advances the sums by n tokens."],
    sizes: [SizeParameter("n", 1, block)], arguments: [Buffer("ids", .i32, [block], .argument)],
    body: [
      .team([
        .section("sums: halved, plus the token's row", [.loop(tokens(to: ["n"]))])
      ])
    ])

  static let step = LoopFunction(
    name: "step", arguments: [Buffer("ids", .i32, [1], .argument)], body: [.loop(tokens(to: [1]))])

  private static func tokens(to bounds: [Affine]) -> Loop {
    let sum = Access("sums", ["c"])
    let update = Expression.binary(
      .add, .binary(.multiply, .constant(0.5), .load(sum)), .load(Access("table", ["id", "c"])))
    return Loop(
      "t", to: bounds,
      [
        .index("id", .load(Access("ids", ["t"]), below: vocabulary)),
        .loop(
          Loop(
            "c", to: [Affine(width)], kind: bounds == ["n"] ? .parallel : .simd(sums: []),
            [
              .define("updated", update),
              .store(sum, .scalar("updated")),
              .store(
                Access("hidden", ["t", "c"]),
                .unary(.silu, .binary(.minimum, .scalar("updated"), .constant(4)))),
            ])),
      ])
  }

  /// Logits of one row, or of all.
  private static func head(_ name: String, row: Affine?) -> LoopFunction {
    let first = 16 * Affine.symbol("tile")
    let call = Call(
      .linearPanel,
      sizes: [[row == nil ? "n" : 1], [16, Affine(vocabulary) - first], [Affine(width)]],
      views: [
        View("hidden", [row ?? 0, 0], axes: [0, 1]),
        View("head.weight", [first, 0], axes: [0, 1]),
        View("logits", [0, first], axes: [0, 1]),
      ])
    let rows = row == nil ? block : 1
    return LoopFunction(
      name: name, sizes: [SizeParameter("n", 1, block)],
      arguments: [Buffer("logits", .f32, [rows, vocabulary], .argument)],
      body: [.team([.loop(Loop("tile", to: [2], kind: .parallel, [.call(call)]))])])
  }

  /// The values of a parameter.
  static func values(_ name: String) -> [Float] {
    var generator = Generator(seed: name == "table" ? 1 : 2)
    let table = (0..<vocabulary * width).map { _ in Float.random(in: -2...2, using: &generator) }
    if name == "table" { return table }
    return (0..<2 * width * 16).map { index in
      let column = index / (width * 16) * 16 + index % 16
      return column < vocabulary ? table[(index / 16) % width + column * width] : 0
    }
  }

  /// The logits of every position, in double precision.
  static func logits(_ ids: [Int]) -> [[Double]] {
    let (table, head) = (values("table").map(Double.init), values("head.weight").map(Double.init))
    var sums = [Double](repeating: 0, count: width)
    return ids.map { id in
      for c in 0..<width { sums[c] = sums[c] / 2 + table[id * width + c] }
      let hidden = sums.map { min($0, 4) }.map { $0 / (1 + Foundation.exp(-$0)) }
      return (0..<vocabulary).map { j in
        (0..<width).reduce(0) { $0 + hidden[$1] * head[(j / 16) * width * 16 + $1 * 16 + j % 16] }
      }
    }
  }

  /// A project of the toy without a tokenizer.
  static func input(
    title: String = "toy", options: ProjectOptions = ProjectOptions()
  ) throws -> ProjectInput {
    var input = ProjectInput(
      name: ModelName(title), title: title, module: module, weights: try WeightsLayout(module),
      stateElements: 16, scratchElements: block * width, modelHash: SHA256.digest("toy".utf8),
      vocabulary: vocabulary, segmentTokens: block, options: options)
    input.chunks = [ChunkChoice(function: "prefill", tokens: 1, origin: "the recurrence")]
    input.facts = [.init("width", .integer(width)), .init("maker", .text("nobody \"special\""))]
    return input
  }
}

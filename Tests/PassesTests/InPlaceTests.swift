import IR
import Testing

@testable import Passes

/// Rows of a residual in one place: sums that take the place of what they add to, and products that add by themselves.
@Suite struct InPlaceTests {
  /// A block of two layers, each of which adds the product of a weight with the rows; `changes` are texts and what replaces them.
  private static func module(_ changes: [(String, String)] = []) throws -> LoopModule {
    let text = """
      loop module m {
        buffer w : f32[2, 4, 4] in parameter
        buffer rows : f32[8, 4] in scratch
        buffer half : f32[8, 4] in scratch
        buffer made : f32[8, 4] in scratch
        buffer sum : f32[8, 4] in scratch
        buffer other : f32[8, 4] in scratch
        func f(n: 1...8, x: f32[8, 4], y: f32[8, 4]) {
          for t in 0 ..< n { for c in 0 ..< 4 { rows[t, c] = x[t, c] other[t, c] = x[t, c] } }
          for block in 0 ..< 2 {
            for t in 0 ..< n { for c in 0 ..< 4 { half[t, c] = rows[t, c] * 0.5 } }
            section "product" nest linear many "made" {
              for row in 0 ..< n { for column in 0 ..< 4 {
                made[row, column] = 0
                for k in 0 ..< 4 { made[row, column] += half[row, k] * w[block, column, k] }
              } }
            }
            section "rows: add" {
              for t in 0 ..< n { for c in 0 ..< 4 { sum[t, c] = rows[t, c] + made[t, c] } }
            }
            for t in 0 ..< n { for c in 0 ..< 4 { half[t, c] = sum[t, c] * 0.25 } }
            for t in 0 ..< n { for c in 0 ..< 4 { rows[t, c] = sum[t, c] + half[t, c] } }
          }
          for t in 0 ..< n { for c in 0 ..< 4 { y[t, c] = rows[t, c] } }
        }
      }
      """
    return try LoopParser.parse(changes.reduce(text) { $0.replacing($1.0, with: $1.1) })
  }

  /// What the function puts out for seven rows.
  private static func run(_ module: LoopModule) throws -> [Double] {
    try LoopVerifier.verify(module)
    let memory = try LoopMemory<Double>(for: module)
    try memory.write("w", (0..<32).map { Double($0 % 7) - 3 })
    let x = (0..<32).map { Double($0 % 5) - 1.5 }
    let out =
      try LoopInterpreter<Double>(module, function: "f")
      .run(sizes: ["n": 7], arguments: ["x": .reals(x)], memory: memory)["y"] ?? []
    return Array(out.prefix(28))
  }

  @Test func sumsAndProductsShareTheRows() throws {
    let module = try Self.module()
    let placed = try LoopPass.sumInPlace.run(module, PassOptions())
    #expect(!placed.buffers.contains { $0.name == "sum" })
    let added = try LoopPass.addInPlace.run(placed, PassOptions())
    let text = LoopPrinter.print(added)
    #expect(text.contains("rows[row, column] += half[row, k] * w[block, column, k]"))
    #expect(!text.contains("rows: add") && !text.contains("made[row, column]"))
    #expect(try Self.run(placed) == Self.run(module))
    for (left, right) in zip(try Self.run(added), try Self.run(module)) {
      #expect(abs(left - right) < 1e-12)
    }
  }

  /// Where the rows, or the sum, are asked for otherwise, both keep their places.
  @Test(arguments: [
    // The rows between the sum and what overwrites them.
    ("half[t, c] = sum[t, c] * 0.25", "half[t, c] = rows[t, c] * 0.25"),
    // The sum after that.
    (
      "for t in 0 ..< n { for c in 0 ..< 4 { rows[t, c] = sum[t, c] + half[t, c] } }",
      "for t in 0 ..< n { for c in 0 ..< 4 { rows[t, c] = sum[t, c] + half[t, c] } } for t in 0 ..< n { for c in 0 ..< 4 { other[t, c] = sum[t, 3 - c] } }"
    ),
    // The sum behind the loop.
    ("y[t, c] = rows[t, c]", "y[t, c] = rows[t, c] + sum[t, c]"),
    // Another element of the rows.
    ("sum[t, c] = rows[t, c] + made[t, c]", "sum[t, c] = rows[t, 3 - c] + made[t, c]"),
    // Fewer rows than were summed.
    (
      "for t in 0 ..< n { for c in 0 ..< 4 { rows[t, c] = sum[t, c] + half[t, c] } }",
      "for t in 0 ..< 1 { for c in 0 ..< 4 { rows[t, c] = sum[t, c] + half[t, c] } }"
    ),
  ])
  func othersKeepTheirPlaces(old: String, new: String) throws {
    let module = try Self.module([(old, new)])
    let placed = try LoopPass.sumInPlace.run(module, PassOptions())
    #expect(placed.buffers.contains { $0.name == "sum" })
    #expect(try Self.run(placed) == Self.run(module))
  }

  /// Products whose rows are asked for otherwise are made first, then added.
  @Test(arguments: [
    // The product a second time.
    ("half[t, c] = sum[t, c] * 0.25", "half[t, c] = made[t, c] * 0.25"),
    // A factor.
    ("sum[t, c] = rows[t, c] + made[t, c]", "sum[t, c] = rows[t, c] + made[t, c] * 0.5"),
    // Another row.
    ("sum[t, c] = rows[t, c] + made[t, c]", "sum[t, c] = rows[t, c] + made[0, c]"),
    // Zeros that come after the sums.
    (
      "made[row, column] = 0\n", "for k in 0 ..< 4 { made[row, column] = half[row, k] }\n"
    ),
    // Columns that lie elsewhere.
    ("made[t, c]", "made[t, 3 - c]"),
    // Rows that the product reads.
    (
      "half[row, k] * w[block, column, k]", "rows[row, k] * w[block, column, k]"
    ),
  ])
  func otherProductsAreAddedLater(old: String, new: String) throws {
    let module = try LoopPass.sumInPlace.run(try Self.module([(old, new)]), PassOptions())
    let added = try LoopPass.addInPlace.run(module, PassOptions())
    #expect(LoopPrinter.print(added).contains("made[row, column] +="))
    #expect(try Self.run(added) == Self.run(module))
  }
}

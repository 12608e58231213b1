import Foundation
import IR
import Testing

/// Loops written in Swift are those of their text.
@Suite struct NotationTests {
  /// The example of docs/loop-ir.md, both ways.
  @Test func loopsReadLikeTheirText() throws {
    let (squares, scale) = (Scalar("squares"), Scalar("scale"))
    let (x, y) = (Access("x", ["t", "c"]), Access("y", ["t", "c"]))
    let written = loop("t", to: "n") {
      squares.define(0.0)
      loop("c", count: 64) { squares.add(x * x) }
      scale.define(UnaryFunction.rsqrt(squares / 64.0 + 1e-5))
      loop("c", count: 64) { y.set(x * scale) }
    }
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../docs/loop-ir.md"), encoding: .utf8)
    let blocks = page.components(separatedBy: "```")
    let text = try #require(blocks.last { $0.contains("for t in 0 ..< n") })
    let source = try #require(blocks.last { $0.hasPrefix("swift") })
    let module = try LoopParser.parse(
      "loop module m { buffer x : f32[8, 64] in scratch buffer y : f32[8, 64] in scratch func f(n: 1...8) {\(text)} }"
    )
    #expect(module.functions[0].body == [written])
    let own = try String(contentsOf: URL(filePath: #filePath), encoding: .utf8)
    for line in source.split(separator: "\n").dropFirst() {
      let stripped = line.trimmingCharacters(in: .whitespaces)
      #expect(own.contains(stripped), "\(stripped)")
    }
  }

  /// Parts appear as they are chosen, and terms of all kinds mix.
  @Test(arguments: [true, false]) func partsAreChosen(isLong: Bool) {
    let (s, x) = (Scalar("s"), Access("x", [0]))
    let statement = section("part") {
      if isLong { s.define(1.0 - x) } else { s.define(x / 2.0) }
      if isLong { [x.set(maximum(s, 0.0)), x.add(minimum(s, x))] }
      x.set(exp(s) + isLess(x, s))
    }
    let first = isLong ? "1.0 - x[0]" : "x[0] / 2.0"
    guard case .section("part", let body) = statement, case .define("s", let value) = body[0] else {
      Issue.record("expected a section that defines a scalar first")
      return
    }
    #expect("\(value)" == first)
    #expect(body.count == (isLong ? 4 : 2))
  }
}

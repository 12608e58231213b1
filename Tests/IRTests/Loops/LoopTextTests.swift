import Diagnostics
import IR
import Testing

@Suite struct LoopTextTests {
  @Test func everyFormReadsBackAndPrintsTheSame() throws {
    let module = try LoopParser.parse(LoopSamples.tour)
    #expect(LoopPrinter.print(module) == LoopSamples.tour)
    #expect(LoopVerifier.diagnostics(module) == [])
  }

  @Test(arguments: 0..<200) func randomModulesReadBack(seed: UInt64) throws {
    let module = RandomLoops.module(seed: seed)
    let text = LoopPrinter.print(module)
    let parsed = try LoopParser.parse(text)
    #expect(parsed == module)
    #expect(LoopPrinter.print(parsed) == text)
  }

  @Test func numbersKeepTheirBits() throws {
    let numbers: [Double] = [
      0, -0.0, 1, -1, 0.1, 1 / 3, .pi, 1e16, 1e300, -1e-300, .leastNonzeroMagnitude,
      .greatestFiniteMagnitude, .infinity, -.infinity, 123_456_789,
    ]
    for number in numbers {
      let module = Self.module(storing: .constant(number))
      guard case .store(_, .constant(let read)) = try Self.reparsed(module).functions[0].body[0]
      else { throw Unexpected() }
      #expect(read.bitPattern == number.bitPattern, "\(number)")
    }
  }

  @Test func hexadecimalNumbersAreRead() throws {
    let module = try LoopParser.parse(
      "loop module m { func f() { let a = 0x1.8p1 let b = 0x10 let c = 2E2 } }")
    #expect(
      module.functions[0].body == [
        .define("a", .constant(3)), .define("b", .constant(16)), .define("c", .constant(200)),
      ])
  }

  @Test func structureOfExpressionsSurvives() throws {
    let (a, b, c) = (Expression.scalar("a"), Expression.scalar("b"), Expression.scalar("c"))
    let samples: [(Expression, String)] = [
      (.binary(.subtract, a, .binary(.subtract, b, c)), "a - (b - c)"),
      (.binary(.subtract, .binary(.subtract, a, b), c), "a - b - c"),
      (.binary(.divide, a, .binary(.multiply, b, c)), "a / (b * c)"),
      (.binary(.multiply, .binary(.add, a, b), c), "(a + b) * c"),
      (.unary(.negate, .binary(.multiply, a, b)), "-(a * b)"),
      (.binary(.multiply, .unary(.negate, a), b), "-a * b"),
      (.unary(.negate, .constant(2)), "-(2.0)"), (.constant(-2), "-2.0"),
      (.unary(.negate, .constant(-2)), "-(-2.0)"),
      (.unary(.negate, .unary(.negate, a)), "-(-a)"),
      (.binary(.subtract, a, .constant(-2)), "a - -2.0"),
      (.binary(.minimum, .unary(.exp, a), .binary(.maximum, b, c)), "min(exp(a), max(b, c))"),
    ]
    for (expression, text) in samples {
      #expect("\(expression)" == text)
      #expect(
        try Self.reparsed(Self.module(storing: expression)) == Self.module(storing: expression))
    }
  }

  @Test func indicesHaveOneSpelling() throws {
    #expect("\(Affine(0))" == "0")
    #expect("\(Affine(-3))" == "-3")
    #expect("\(Affine(3) - "t")" == "3 - t")
    #expect("\("n" - "t" - 1)" == "n - t - 1")
    #expect("\(-1 * Affine.symbol("t") - 1)" == "-t - 1")
    #expect("\(2 * Affine.symbol("t") + "c" + 4)" == "c + 2 * t + 4")
    let text = "loop module m { func f() { for i in t + 3 - 2 * u + t ..< min(4, -t + n) { } } }"
    guard case .loop(let loop) = try LoopParser.parse(text).functions[0].body[0] else {
      throw Unexpected()
    }
    #expect(loop.lower == Affine(3, [.init("t", 2), .init("u", -2)]))
    #expect(loop.uppers == [4, "n" - "t"])
  }

  @Test func notesAndTitlesSurvive() throws {
    var module = Self.module(storing: .constant(1))
    module.functions[0].notes = ["two words", "", "  indented // twice", "Größe"]
    module.functions[0].body = [.section("a \"quoted\" \\ title\n\twith\u{7F} π", [])]
    #expect(try Self.reparsed(module) == module)
  }

  /// What functions are for stands behind their names, where these don't say it.
  @Test func rolesReadBack() throws {
    let module = LoopModule(
      name: "m", buffers: [Buffer("rows", .f32, [4, 2], .scratch(offset: 0))], handover: "rows",
      functions: [
        LoopFunction(name: "prefill"), LoopFunction(name: "f"),
        LoopFunction(name: "short", entry: EntryPoint(.prefill, limit: 16)),
        LoopFunction(name: "prefill_2", entry: EntryPoint(.step)),
        LoopFunction(name: "head", entry: EntryPoint(.headAll)),
      ])
    let text = LoopPrinter.print(module)
    #expect(text.contains("func prefill(") && text.contains("func f("))
    #expect(text.contains("func short for prefill up to 16("))
    #expect(text.contains("func head for head_all("))
    #expect(try Self.reparsed(module) == module)
    #expect(module.function(.prefill)?.name == "prefill")
    #expect(module.function(.prefill, tokens: 16)?.name == "short")
    #expect(module.function(.prefill, tokens: 17)?.name == "prefill")
    #expect(module.function(.headLast) == nil)
  }

  @Test func illFormedModulesPrintAndReadBackToo() throws {
    let module = LoopModule(
      name: "m", buffers: [Buffer("a", .i32, [], .stack), Buffer("b", .f32, [0], .argument)],
      functions: [
        LoopFunction(
          name: "f", arguments: [Buffer("c", .f32, [2], .scratch(offset: 12))],
          body: [
            .allocate(Buffer("d", .f32, [1], .state(offset: nil))),
            .store(Access("a", []), .scalar("u")),
          ])
      ])
    #expect(try Self.reparsed(module) == module)
  }

  @Test(arguments: [
    ("", "line 1, column 1", "found the end of the text, expected 'loop'"),
    ("loop module for {}", "line 1, column 13", "found 'for', expected the module's name"),
    ("loop module m {\n  buffer x f32[2] in state }", "line 2, column 12", "expected ':'"),
    (
      "loop module m { buffer x : f64[2] in state }", "line 1, column 28",
      "expected 'f32', 'bf16' or 'i32'"
    ),
    ("loop module m { buffer x : f32[2] in heap }", "line 1, column 38", "expected 'parameter'"),
    ("loop module m { buffer x : f32[99999999, 99999999] in state }", "column 32", "too large"),
    ("loop module m { buffer x : f32[9999999999999] in state }", "column 32", "out of range"),
    ("loop module m { } x", "line 1, column 19", "found 'x', expected the end of the text"),
    ("loop module m { func f() { 3 } }", "column 28", "expected a statement or '}'"),
    ("loop module m { func f() { x y } }", "column 30", "expected '=', '[' or '(' after 'x'"),
    ("loop module m { func f() { x[0] 3 } }", "column 33", "expected '=' or '+='"),
    ("loop module m { func f() { x = } }", "column 32", "expected a number, a name or '('"),
    ("loop module m { func f() { x = cos(1) } }", "column 32", "no function is called 'cos'"),
    ("loop module m { func f() { conv(m = 1) } }", "column 28", "no kernel is called 'conv'"),
    ("loop module m { func f() { gemm(n = 1) } }", "column 33", "found 'n', expected 'm'"),
    ("loop module m { func f() { for i in 0 ..< min() { } } }", "column 43", "no bounds"),
    ("loop module m { func f() { for i in 0 ... 3 { } } }", "column 39", "expected '..<'"),
    ("loop module m { func f() { index i = a + 1 } }", "column 40", "expected '/' or '%'"),
    ("loop module m { func f() { section x { } } }", "column 36", "title in quotes"),
    ("loop module m { func f() { section \"x } }", "column 36", "not closed"),
    ("loop module m { func f() { section \"\\q\" { } } }", "column 37", "unknown escape"),
    ("loop module m { func f() { x = 1e999 } }", "column 32", "is not a number"),
    ("loop module m { func f() { x = 12z } }", "column 34", "followed by a letter"),
    ("loop module m { func f() { x = 99999999999999999999 } }", "column 32", "not an integer"),
    ("loop module m { func f() { x = ÿ } }", "column 32", "cannot begin here"),
    ("loop module m { func f() { x[9000000000 * t + 9999999999 * u] = 1 } }", "", ""),
    ("loop module m { func f(n: 1..2) { } }", "column 28", "cannot begin here"),
  ]) func errorsTellWhereAndWhatWasExpected(text: String, place: String, message: String) throws {
    do throws(Diagnostic) {
      _ = try LoopParser.parse(text, file: "m.ssd")
      #expect(place.isEmpty)
    } catch {
      #expect(error.id == .loopSyntax)
      #expect(error.place?.file == "m.ssd")
      #expect(error.place?.detail?.contains(place) ?? false, "\(error.place?.detail ?? "")")
      #expect(error.message.contains(message), "\(error.message)")
    }
  }

  @Test func depthIsBounded() {
    let deep = [
      String(repeating: "section \"\" {", count: 100_000),
      "x = " + String(repeating: "(", count: 100_000),
      "x = " + String(repeating: "-", count: 100_000),
      "x = 1.0" + String(repeating: " + 1.0", count: 100_000),
      "x = " + String(repeating: "exp(", count: 100_000),
    ]
    for text in deep {
      #expect {
        try LoopParser.parse("loop module m { func f() { \(text)")
      } throws: {
        ($0 as? Diagnostic)?.message.contains("nested too deeply") ?? false
      }
    }
  }

  @Test func coefficientsCannotOverflow() {
    let sum = [String](repeating: "1000000000000 * t", count: 3).joined(separator: " + ")
    #expect(throws: Diagnostic.self) {
      try LoopParser.parse("loop module m { func f() { x[\(sum)] = 1 } }")
    }
  }

  @Test func everyTruncationIsRefusedWithoutHarm() throws {
    let text = Array(LoopSamples.tour.utf8)
    for length in stride(from: 0, to: text.count - 3, by: 7) {
      let part = String(decoding: text[..<length], as: UTF8.self)
      #expect(throws: Diagnostic.self) { try LoopParser.parse(part) }
    }
  }

  private struct Unexpected: Error {}

  private static func module(storing value: Expression) -> LoopModule {
    LoopModule(
      name: "m", functions: [LoopFunction(name: "f", body: [.store(Access("x", []), value)])])
  }

  private static func reparsed(_ module: LoopModule) throws -> LoopModule {
    try LoopParser.parse(LoopPrinter.print(module))
  }
}

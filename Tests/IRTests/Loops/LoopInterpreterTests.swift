import Diagnostics
import Foundation
import IR
import Testing

@Suite struct LoopInterpreterTests {
  /// Numbers that look random, the same each time.
  static func numbers(_ count: Int, seed: Int = 1) -> [Double] {
    (0..<count).map { sin(Double($0 * 37 + seed * 101)) }
  }

  @Test func matrixProduct() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        buffer w : f32[5, 7] in parameter
        func f(n: 0...6, x: f32[6, 7], y: f32[6, 5]) {
          for t in 0 ..< n { for j in 0 ..< 5 {
            let s = 0
            simd(sums: s) for k in 0 ..< 7 { s = s + x[t, k] * w[j, k] }
            y[t, j] = s
          } }
        }
      }
      """)
    try LoopVerifier.verify(module)
    let memory = try LoopMemory<Double>(for: module)
    let (w, x) = (Self.numbers(35), Self.numbers(42, seed: 2))
    try memory.write("w", w)
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    for n in [0, 1, 4, 6] {
      let y = try #require(
        try interpreter.run(sizes: ["n": n], arguments: ["x": .reals(x)], memory: memory)["y"])
      for t in 0..<6 {
        for j in 0..<5 {
          let expected = (0..<7).reduce(0) { $0 + x[7 * t + $1] * w[7 * j + $1] }
          #expect(t < n ? y[5 * t + j] == expected : y[5 * t + j].isNaN)
        }
      }
    }
  }

  @Test func softmaxOfRowsInBothPrecisions() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        func f(n: 1...4, x: f32[4, 9]) {
          for t in 0 ..< n {
            stack greatest : f32[1]
            greatest[0] = -inf
            for c in 0 ..< 9 { greatest[0] = max(greatest[0], x[t, c]) }
            let sum = 0.0
            for c in 0 ..< 9 {
              x[t, c] = exp(x[t, c] - greatest[0])
              sum = sum + x[t, c]
            }
            for c in 0 ..< 9 { x[t, c] = x[t, c] / sum }
          }
        }
      }
      """)
    try LoopVerifier.verify(module)
    let x = Self.numbers(36).map { 30 * $0 }
    let result =
      try LoopInterpreter<Double>(module, function: "f").run(
        sizes: ["n": 4], arguments: ["x": .reals(x)], memory: try LoopMemory(for: module))["x"]
      ?? []
    let single =
      try LoopInterpreter<Float>(module, function: "f").run(
        sizes: ["n": 4], arguments: ["x": .reals(x.map(Float.init))],
        memory: try LoopMemory(for: module))["x"] ?? []
    for t in 0..<4 {
      let row = x[9 * t..<9 * t + 9]
      let powers = row.map { exp($0 - (row.max() ?? 0)) }
      let sum = powers.reduce(0, +)
      for c in 0..<9 {
        #expect(abs(result[9 * t + c] - powers[c] / sum) < 1e-15)
        #expect(abs(Double(single[9 * t + c]) - powers[c] / sum) < 1e-6)
      }
    }
  }

  @Test func functionsOfOneAndTwoArguments() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        func f(v: f32[2], r: f32[12]) {
          r[0] = -v[0] r[1] = exp(v[0]) r[2] = silu(v[0]) r[3] = sigmoid(v[0])
          r[4] = softplus(v[0]) r[5] = rsqrt(v[0]) r[6] = v[0] + v[1] r[7] = v[0] - v[1]
          r[8] = v[0] * v[1] r[9] = v[0] / v[1] r[10] = min(v[0], v[1]) r[11] = max(v[0], v[1])
        }
      }
      """)
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    for (a, b) in [(0.5, 2.0), (25, -3), (3, 0.1)] {
      let result = try interpreter.run(
        arguments: ["v": .reals([a, b])], memory: try LoopMemory(for: module))["r"]
      let sigmoid = 1 / (1 + exp(-a))
      let expected = [
        -a, exp(a), a / (1 + exp(-a)), sigmoid, a > 20 ? a : log1p(exp(a)), 1 / sqrt(a), a + b,
        a - b, a * b, a / b, min(a, b), max(a, b),
      ]
      #expect(result == expected)
    }
  }

  @Test(arguments: [1, 2, 3, 7, 16, 17])
  func raggedChunksCarryAState(n: Int) throws {
    // Running sums with decay, in chunks of 5, the state kept between calls.
    let module = try LoopParser.parse(
      """
      loop module m {
        buffer h : f32[1] in state
        func f(n: 1...17, x: f32[17], y: f32[17]) {
          for t0 in 0 ..< n by 5 {
            for i in 0 ..< min(5, n - t0) {
              h[0] = h[0] * 0.5 + x[t0 + i]
              y[t0 + i] = h[0]
            }
          }
        }
      }
      """)
    try LoopVerifier.verify(module)
    let memory = try LoopMemory<Double>(for: module)
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    let x = Self.numbers(17)
    var state = 0.0
    for _ in 0..<2 {
      let y =
        try interpreter.run(
          sizes: ["n": n], arguments: ["x": .reals(x)], memory: memory)["y"] ?? []
      for t in 0..<n {
        state = state * 0.5 + x[t]
        #expect(y[t] == state)
      }
    }
    #expect(try memory.read("h") == [state])
    memory.resetStates()
    #expect(try memory.read("h") == [0])
  }

  @Test func everyKernelMeansItsProduct() throws {
    let (m, n, k) = (5, 21, 6)
    let module = try LoopParser.parse(
      """
      loop module m {
        buffer panels : f32[21, 6] panels(16) in parameter
        buffer rows : f32[21, 6] in parameter
        buffer columns : f32[6, 21] in parameter
        func f(m: 0...5, x: f32[5, 6], a: f32[5, 21], b: f32[5, 21], c: f32[5, 21]) {
          linear_panel(m = m, n = 21, k = 6) x = x[0, 0; 0, 1], w = panels[0, 0; 0, 1], y += a[0, 0; 0, 1]
          linear_rows(m = m, n = 21, k = 6) x = x[0, 0; 0, 1], w = rows[0, 0; 0, 1], y = b[0, 0; 0, 1]
          gemm(m = m, n = 20, k = min(m, 6)) a = x[0, 0; 0, 1], b = columns[0, 1; 0, 1], c += c[0, 1; 0, 1]
        }
      }
      """)
    try LoopVerifier.verify(module)
    let (x, w) = (Self.numbers(m * k), Self.numbers(n * k, seed: 3))
    let memory = try LoopMemory<Double>(for: module)
    try memory.write("panels", w)
    try memory.write("rows", w)
    try memory.write("columns", (0..<k * n).map { w[$0 % n * k + $0 / n] })
    let old = Self.numbers(m * n, seed: 4)
    let result = try LoopInterpreter<Double>(module, function: "f").run(
      sizes: ["m": m], arguments: ["x": .reals(x), "a": .reals(old), "c": .reals(old)],
      memory: memory)
    for i in 0..<m {
      for j in 0..<n {
        let sum = { (start: Double, depth: Int) in
          (0..<depth).reduce(start) { $0 + x[i * k + $1] * w[j * k + $1] }
        }
        #expect(result["a"]?[i * n + j] == sum(old[i * n + j], k))
        #expect(result["b"]?[i * n + j] == sum(0, k))
        #expect(result["c"]?[i * n + j] == sum(old[i * n + j], j == 0 ? 0 : m))
      }
    }
  }

  @Test(arguments: 0..<60) func orderOfIterationsDoesNotMatter(seed: UInt64) throws {
    let module = RandomLoops.module(seed: seed)
    let n = Int(seed) % RandomLoops.rows + 1
    let orders: [LoopOrder] = [.forward, .reversed, .shuffled(seed), .shuffled(seed + 1000)]
    let results = try orders.map { try Self.results(of: module, n: n, order: $0) }
    #expect(!results[0].contains { $0.isNaN })
    for result in results { #expect(result == results[0]) }
  }

  /// The first `n` rows of `out` of a random module.
  private static func results(
    of module: LoopModule, n: Int, order: LoopOrder
  ) throws -> [Double] {
    let memory = try LoopMemory<Double>(for: module)
    for (index, buffer) in module.buffers.enumerated() {
      if case .scratch = buffer.space { continue }
      try memory.write(
        buffer.name, numbers(buffer.shape.reduce(1, *), seed: index))
    }
    let ids = (0..<RandomLoops.rows).map { Int32($0 * 7 % RandomLoops.vocabulary) }
    let results = try LoopInterpreter<Double>(module, function: "f").run(
      sizes: ["n": n], arguments: ["ids": .integers(ids)], memory: memory, order: order)
    return Array((results["out"] ?? []).prefix(n * RandomLoops.columns))
  }

  @Test func racesShowInAnotherOrder() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        func f(x: f32[40]) { team { parallel for t in 1 ..< 40 { x[t] = x[t] + x[t - 1] } } }
      }
      """)
    #expect(LoopVerifier.diagnostics(module).map(\.id) == [.loopRace])
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    let run = { (order: LoopOrder) in
      try interpreter.run(
        arguments: ["x": .reals(Self.numbers(40))], memory: try LoopMemory(for: module),
        order: order)["x"]
    }
    #expect(try run(.forward) != run(.reversed))
    #expect(try run(.forward) != run(.shuffled(7)))
    #expect(try run(.shuffled(7)) == run(.shuffled(7)))
    #expect(try run(.shuffled(7)) != run(.shuffled(8)))
  }

  @Test(arguments: 1..<40) func everyOrderRunsEachIterationOnce(count: Int) throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        func f(n: 0...40, x: f32[121]) { team { parallel for t in 1 ..< 3 * n by 3 { x[t] += 1 } } }
      }
      """)
    for order in [LoopOrder.forward, .reversed, .shuffled(3), .shuffled(UInt64(count))] {
      let x = try LoopInterpreter<Double>(module, function: "f").run(
        sizes: ["n": count], arguments: ["x": .reals([Double](repeating: 0, count: 121))],
        memory: try LoopMemory(for: module), order: order)["x"]
      #expect(x == (0..<121).map { $0 % 3 == 1 && $0 < 3 * count ? 1 : 0 })
    }
  }

  // MARK: Memory

  private static func copies(_ first: String, _ second: String) throws -> [Double]? {
    let module = try LoopParser.parse(
      """
      loop module m {
        buffer a : f32[4] in \(first)
        buffer b : f32[4] in \(second)
        func f(out: f32[4]) {
          for i in 0 ..< 4 { a[i] = 1 }
          for i in 0 ..< 4 { b[i] = 2 }
          for i in 0 ..< 4 { out[i] = a[i] }
        }
      }
      """)
    return try LoopInterpreter<Double>(module, function: "f").run(
      memory: try LoopMemory(for: module))["out"]
  }

  @Test func overlappingPlansShow() throws {
    #expect(try Self.copies("scratch", "scratch") == [1, 1, 1, 1])
    #expect(try Self.copies("scratch(0)", "scratch(16)") == [1, 1, 1, 1])
    #expect(try Self.copies("scratch(0)", "scratch(8)") == [1, 1, 2, 2])
    #expect(try Self.copies("scratch(32)", "scratch(24)") == [2, 2, 1, 1])
    #expect(try Self.copies("scratch(0)", "scratch") == [1, 1, 1, 1])
    #expect(try Self.copies("scratch(0)", "state(0)") == [1, 1, 1, 1])
  }

  @Test func readingBeforeWritingGivesNoNumber() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        buffer x : f32[2] in scratch
        func f(out: f32[4]) {
          for i in 0 ..< 2 { stack s : f32[1] out[i] = min(s[0], 1.0) s[0] = 5 }
          out[2] = max(1.0, x[0])
          out[3] = x[1]
          x[1] = 3
        }
      }
      """)
    let memory = try LoopMemory<Double>(for: module)
    let interpreter = try LoopInterpreter<Double>(module, function: "f")
    let first = try #require(try interpreter.run(memory: memory)["out"])
    #expect(first.allSatisfy { $0.isNaN })
    // Scratch keeps what functions leave there, until it is poisoned again.
    #expect(try interpreter.run(memory: memory)["out"]?[3] == 3)
    memory.poisonScratch()
    #expect(try interpreter.run(memory: memory)["out"]?[3].isNaN == true)
  }

  // MARK: What cannot run

  private static func failure(
    _ body: String, sizes: [Symbol: Int] = ["n": 2],
    arguments: [BufferID: LoopArgument<Double>] = ["ids": .integers([3, -1])]
  ) -> Diagnostic? {
    do {
      let module = try LoopParser.parse(
        "loop module m { buffer x : f32[4] in state func f(n: 1...4, ids: i32[2]) { \(body) } }")
      try LoopInterpreter<Double>(module, function: "f").run(
        sizes: sizes, arguments: arguments, memory: try LoopMemory(for: module))
      return nil
    } catch {
      return error
    }
  }

  @Test(arguments: [
    ("for i in 0 ..< 5 { x[i] = 0 }", "'x[i]' leaves its buffer: index 4 in dimension 0"),
    ("x[n - 3] = 0", "index -1 in dimension 0"),
    ("x[1099511627776 * n] = 0", "leaves its buffer"),
    ("index i = ids[0] below 3", "'ids[0]' is 3, expected an index from 0 to 2"),
    ("index i = ids[1] below 3", "'ids[1]' is -1"),
    ("index i = ids[n] below 3", "leaves its buffer"),
    ("index q = (n - 3) / 2", "-1 is used as an index or a dividend"),
    ("index q = min(n, n - 3)", "-1"),
    ("y[0] = 1", "'y' is not visible"), ("x[q] = 1", "'q' is not visible"),
    ("s = 1", "'s' is not visible"), ("x[0, 0] = 1", "does not fit"),
    ("ids[0] = 1", "not visible"), ("for i in 0 ..< 2 by 0 { }", "no step"),
    ("stack huge : f32[1000000, 1000000] ", "does not fit the interpreter's memory"),
  ]) func faultsAreToldWhereTheyHappen(body: String, message: String) throws {
    let failure = try #require(Self.failure(body))
    #expect(failure.message.contains(message), "\(failure.message)")
  }

  @Test func wrongCallsAreRefused() throws {
    #expect(Self.failure("") == nil)
    #expect(Self.failure("", sizes: [:])?.message.contains("size 'n' is missing") == true)
    #expect(Self.failure("", sizes: ["n": 5])?.message.contains("expected 1 to 4") == true)
    #expect(
      Self.failure("", sizes: ["n": 1, "m": 1])?.message.contains("unknown size 'm'") == true)
    #expect(Self.failure("", arguments: ["z": .reals([])])?.id == .loopRun)
    #expect(Self.failure("", arguments: ["ids": .reals([])])?.id == .loopRun)
    #expect(Self.failure("", arguments: ["ids": .integers([1, 2, 3])])?.id == .loopRun)
    let module = try LoopParser.parse("loop module m { buffer x : f32[4] in state }")
    let memory = try LoopMemory<Double>(for: module)
    #expect(throws: Diagnostic.self) { try memory.read("y") }
    #expect(throws: Diagnostic.self) { try memory.write("x", [1]) }
    #expect(throws: Diagnostic.self) { _ = try LoopInterpreter<Double>(module, function: "g") }
    let other = try LoopParser.parse("loop module m { func f() { } }")
    #expect(throws: Diagnostic.self) {
      try LoopInterpreter<Double>(other, function: "f").run(memory: memory)
    }
    let huge = LoopModule(
      name: "m", buffers: [Buffer("a", .f32, [.max, .max], .scratch(offset: .max))])
    #expect(throws: Diagnostic.self) { _ = try LoopMemory<Double>(for: huge) }
  }

  @Test func hugeAndEmptyLoopsEnd() throws {
    #expect(Self.failure("for i in 1099511627776 ..< n { x[9] = 0 }") == nil)
    #expect(Self.failure("for i in 0 ..< 1099511627776 by 1099511627776 { x[0] = 0 }") == nil)
  }
}

import Diagnostics
import IR
import Testing

@Suite struct LoopVerifierTests {
  /// What the verifier says of a function with the given body.
  static func diagnostics(
    _ body: String, buffers: String = "", parameters: String = "n: 1...64, ids: i32[64]"
  ) throws -> [Diagnostic] {
    let text = """
      loop module m {
        buffer w : f32[64, 16] in parameter
        buffer x : f32[64, 16] in scratch
        buffer y : f32[64, 16] in scratch
        buffer v : f32[64] in state
        \(buffers)
        func f(\(parameters)) { \(body) }
      }
      """
    return LoopVerifier.diagnostics(try LoopParser.parse(text))
  }

  private func expect(
    _ body: String, _ id: DiagnosticID, _ message: String, buffers: String = "",
    parameters: String = "n: 1...64, ids: i32[64]", location: SourceLocation = #_sourceLocation
  ) throws {
    let found = try Self.diagnostics(body, buffers: buffers, parameters: parameters)
    #expect(
      found.contains { $0.id == id && $0.message.contains(message) },
      "\(found.map(DiagnosticRenderer.text))", sourceLocation: location)
  }

  @Test(arguments: 0..<200) func randomModulesAreAccepted(seed: UInt64) {
    let found = LoopVerifier.diagnostics(RandomLoops.module(seed: seed))
    #expect(found == [])
  }

  // MARK: Names

  @Test func unknownNames() throws {
    try expect("z[0] = 1", .loopName, "buffer 'z' is not visible")
    try expect("s = 1", .loopName, "scalar 's' is not visible")
    try expect("v[0] = s", .loopName, "scalar 's' is not visible")
    try expect("v[t] = 1", .loopName, "index 't' is not visible")
    try expect("simd(sums: s) for i in 0 ..< 4 { }", .loopName, "scalar 's' is not visible")
    try expect("for i in 0 ..< 4 { let s = 1 } v[0] = s", .loopName, "scalar 's' is not visible")
    try expect("for i in 0 ..< 4 { } v[i] = 1", .loopName, "index 'i' is not visible")
    try expect("section \"\" { stack z : f32[2] } z[0] = 1", .loopName, "buffer 'z' is not")
    try expect("v[0] = n", .loopName, "'n' is an index, expected a scalar")
    try expect("let s = 1 v[s] = 1", .loopName, "'s' is a scalar, expected an index")
  }

  @Test func takenNames() throws {
    try expect("for n in 0 ..< 4 { }", .loopName, "'n' is declared, but an index")
    try expect("for i in 0 ..< 4 { for i in 0 ..< 4 { } }", .loopName, "'i' is declared")
    try expect("let s = 1 let s = 2", .loopName, "'s' is declared, but a scalar")
    try expect("stack x : f32[2]", .loopName, "'x' is declared, but a buffer")
    try expect("", .loopName, "'x' is declared", buffers: "buffer x : f32[2] in state")
    try expect("", .loopName, "'n' is declared", parameters: "n: 1...2, n: 1...2")
    let twice = LoopModule(
      name: "m", functions: [LoopFunction(name: "f"), LoopFunction(name: "f")])
    #expect(LoopVerifier.diagnostics(twice).map(\.id) == [.loopName])
    #expect(try Self.diagnostics("for i in 0 ..< 4 { } for i in 0 ..< 4 { }") == [])
    // Buffers have a space of names of their own.
    #expect(try Self.diagnostics("for v in 0 ..< 4 { v[v] = 1 } let x = 1.0 x[0, 0] = x") == [])
  }

  @Test(arguments: ["", "for", "a b", "a\n", "1a", "a.", "a*/", "ä", "a-b", "@a", "a//b"])
  func wordsThatAreNoNames(name: String) {
    let module = LoopModule(name: name)
    #expect(LoopVerifier.diagnostics(module).map(\.id) == [.loopName])
    let buffers = LoopModule(
      name: "m", buffers: [Buffer(BufferID(name), .f32, [1], .state(offset: nil))])
    #expect(LoopVerifier.diagnostics(buffers).map(\.id) == [.loopName])
  }

  // MARK: Types

  @Test func ranksAndElements() throws {
    try expect("x[0] = 1", .loopType, "'x[0]' has 1 indices, expected 2")
    try expect("v[0] = x[0, 0, 0]", .loopType, "has 3 indices, expected 2")
    try expect("v[0] = ids[0]", .loopType, "'ids[0]' is of i32, expected f32")
    try expect("ids[0] = 1", .loopType, "'ids[0]' is of i32, expected f32")
    try expect("index i = v[0] below 3", .loopType, "'v[0]' is of f32, expected i32")
    try expect("w[0, 0] = 1", .loopType, "buffer 'w' is a parameter")
    try expect("w[0, 0] += 1", .loopType, "buffer 'w' is a parameter")
    try expect("v[0] = nan", .loopType, "not a number")
    try expect("index i = ids[0] below 0", .loopType, "index is below 0")
    try expect("index i = n / 0", .loopType, "divisor is 0")
  }

  @Test func declarations() throws {
    try expect("", .loopType, "in space 'argument'", buffers: "buffer a : f32[2] in argument")
    try expect("", .loopType, "in space 'state'", parameters: "a: f32[2] in state")
    try expect("stack a : f32[2] in scratch", .loopType, "expected 'stack'")
    try expect("", .loopType, "is of i32", buffers: "buffer a : i32[2] in parameter")
    try expect("", .loopType, "is of bf16", buffers: "buffer a : bf16[2] in state")
    try expect("stack a : bf16[2]", .loopType, "is of bf16")
    try expect("", .loopType, "starts at byte 2", buffers: "buffer a : f32[2] in state(2)")
    try expect("", .loopType, "has shape [0]", buffers: "buffer a : f32[0] in state")
    try expect("", .loopType, "range 3...2", parameters: "k: 3...2")
    var handing = LoopModule(
      name: "m", buffers: [Buffer("a", .f32, [1], .state(offset: nil))], handover: "a")
    #expect(LoopVerifier.diagnostics(handing).map(\.id) == [.loopType])
    handing.handover = "b"
    #expect(LoopVerifier.diagnostics(handing).map(\.id) == [.loopType])
    let huge = LoopModule(
      name: "m", buffers: [Buffer("a", .f32, [.max, .max], .scratch(offset: -1))])
    #expect(LoopVerifier.diagnostics(huge).map(\.id) == [.loopType, .loopType])
  }

  @Test func calls() throws {
    try expect(
      "gemm(m = 1, n = 1, k = 1) a = w[0; 0, 1], b = x[0, 0; 0, 1], c = y[0, 0; 0, 1]",
      .loopType, "has 1 indices")
    try expect(
      "gemm(m = 1, n = 1, k = 1) a = w[0, 0; 0, 0], b = x[0, 0; 0, 1], c = y[0, 0; 0, 1]",
      .loopType, "spans dimensions [0, 0]")
    try expect(
      "gemm(m = 1, n = 1, k = 1) a = w[0, 0; 0, 2], b = x[0, 0; 0, 1], c = y[0, 0; 0, 1]",
      .loopType, "spans dimensions [0, 2]")
    try expect(
      "gemm(m = 1, n = 1, k = 1) a = x[0, 0; 0, 1], b = y[0, 0; 0, 1], c = w[0, 0; 0, 1]",
      .loopType, "buffer 'w' is a parameter")
    let bare = LoopModule(
      name: "m",
      functions: [LoopFunction(name: "f", body: [.call(Call(.gemm, sizes: [[1]], views: []))])])
    #expect(LoopVerifier.diagnostics(bare).map(\.id) == [.loopType, .loopType])
  }

  // MARK: Structure

  @Test func loopsAndStack() throws {
    try expect("for i in 0 ..< 4 by 0 { }", .loopStructure, "has step 0")
    try expect("stack a : f32[65537]", .loopStructure, "at most 65536")
    #expect(try Self.diagnostics("stack a : f32[65536] a[0] = 1") == [])
    let loop = Loop("i", to: [], [])
    let module = LoopModule(
      name: "m", functions: [LoopFunction(name: "f", body: [.loop(loop)])])
    #expect(LoopVerifier.diagnostics(module).map(\.id) == [.loopStructure])
  }

  @Test func teams() throws {
    try expect("parallel for t in 0 ..< n { }", .loopStructure, "is outside a team")
    try expect("team { team { } }", .loopStructure, "a team is inside another team")
    try expect("team { v[0] = 1 }", .loopStructure, "'v[0]' is written by every thread")
    try expect(
      "team { gemm(m = 1, n = 1, k = 1) a = w[0, 0; 0, 1], b = x[0, 0; 0, 1], c = y[0, 0; 0, 1] }",
      .loopStructure, "is written by every thread")
    try expect(
      "team { parallel for t in 0 ..< n { let s = 1.0 parallel for c in 0 ..< 16 { x[t, c] = s } } }",
      .loopStructure, "'c' is inside another one")
    try expect(
      "team { parallel for t in 0 ..< 16 { parallel for c in 0 ..< t + 1 { x[t, c] = 1 } } }",
      .loopStructure, "'c' is inside another one")
    try expect(
      "team { stack a : f32[64] parallel for t in 0 ..< n { a[t] = 1 } }",
      .loopStructure, "each thread has its own buffer 'a'")
    try expect("stack a : f32[4] team { a[0] = 1 }", .loopStructure, "by every thread")
    try expect("let s = 0 team { s = 1 }", .loopStructure, "scalar 's' is assigned")
    try expect(
      "team { let s = 0 parallel for t in 0 ..< n { s = s + v[t] } }", .loopStructure,
      "scalar 's' is assigned")
  }

  @Test func teamsThatAreFine() throws {
    let bodies = [
      "team { stack a : f32[4] a[0] = 1 let s = 1.0 s = s + a[0] }",
      "stack a : f32[64] team { parallel for t in 0 ..< n { a[t] = 1 } }",
      "team { parallel for t in 0 ..< n { stack a : f32[4] a[0] = v[t] v[t] = a[0] } }",
      "team { for l in 0 ..< 4 { parallel for t in 0 ..< n { v[t] = 1 } } }",
      "team { parallel for t in 0 ..< n { parallel for c in 0 ..< 16 { x[t, c] = 1 } } }",
      "team { parallel for once in 0 ..< 1 { v[0] = 1 v[1] = v[0] } }",
    ]
    for body in bodies { #expect(try Self.diagnostics(body) == [], "\(body)") }
  }

  @Test func readsThatNoBarrierSeparatesFromWrites() throws {
    let write = "parallel for t in 0 ..< n { v[t] = 1 }"
    let other = "parallel for t in 0 ..< n { x[t, 0] = 1 }"
    try expect("team { let s = v[0] \(write) }", .loopRace, "may still be reading")
    try expect(
      "team { for l in 0 ..< 3 { \(write) let s = v[0] } }", .loopRace, "may still be reading")
    #expect(try Self.diagnostics("team { let s = v[0] \(other) \(write) }") == [])
    #expect(try Self.diagnostics("team { \(write) let s = v[0] }") == [])
    #expect(
      try Self.diagnostics("team { for l in 0 ..< 3 { \(write) let s = v[0] \(other) } }") == [])
  }

  @Test func vectorLoops() throws {
    let loop = { (body: String) in "let s = 0 simd(sums: s) for c in 0 ..< 16 { \(body) }" }
    #expect(try Self.diagnostics(loop("s = s + x[0, c]")) == [])
    try expect(loop("s = x[0, c]"), .loopStructure, "scalar 's' is carried")
    try expect(loop("s = x[0, c] + s"), .loopStructure, "scalar 's' is carried")
    try expect(loop("s = s + s"), .loopStructure, "sum 's' is read inside")
    try expect(loop("s = s + 1 x[0, c] = s"), .loopStructure, "sum 's' is read inside")
    try expect("let s = 0 simd for c in 0 ..< 16 { s = s + 1 }", .loopStructure, "is carried")
    try expect(
      "simd for c in 0 ..< 16 { team { } }", .loopStructure, "holds a call, a selection or a team")
    try expect(
      "simd for c in 1 ..< 16 { x[0, c] = x[0, c - 1] }", .loopRace, "another reads 'x[0, c - 1]'")
  }

  @Test func placesNameTheWayToTheFault() throws {
    let found = try Self.diagnostics("section \"a\" { for t in 0 ..< n { v[t + 1] = 0 } }")
    #expect(found.first?.place == FileLocation("m", "function 'f', section \"a\", loop 't'"))
    #expect(throws: Diagnostic.self) {
      try LoopVerifier.verify(try LoopParser.parse("loop module m { func f() { s = 1 } }"))
    }
  }
}

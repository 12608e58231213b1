import Diagnostics
import IR
import Testing

/// Lists of indices: what is proved of them, who may use them, and what is in them.
@Suite struct SelectionTests {
  @Test(arguments: [
    "select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[k] below 64 v[t] = 0 }",
    "select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[m - 1 - k] below 70 x[k, 0] = 1 }",
    "select l : i32[16], m for c in 0 ..< 16 where x[0, c] for k in 0 ..< m by 3 { index c = l[k] below 16 x[0, c] = x[0, k] }",
    // Lists of each iteration, made from indices of another list.
    "select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[k] below 64 select i : i32[16], h for c in 0 ..< 16 where x[t, c] for j in 0 ..< h { index c = i[j] below 16 x[t, c] = 0 } }",
    // Lists of every thread, and of each iteration.
    "team { select l : i32[64], m for t in 0 ..< n where v[t] parallel for k in 0 ..< m { index t = l[k] below 64 x[k, 0] = y[t, 0] } }",
    "team { parallel for t in 0 ..< n { select l : i32[16], m for c in 0 ..< 16 where y[t, c] for k in 0 ..< m { index c = l[k] below 16 x[t, c] = 1 } } }",
    "team { select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[k] below 64 parallel for c in 0 ..< 16 { x[t, c] = 0 } } }",
  ]) func accepted(body: String) throws {
    #expect(try LoopVerifierTests.diagnostics(body) == [])
  }

  static let refusals: [(String, DiagnosticID, String)] = [
    // More indices than room, or perhaps a negative number of them.
    (
      "select l : i32[63], m for t in 0 ..< n where v[t]", .loopBounds, "to be from 0 to 63"
    ),
    ("select l : i32[64], m for t in 0 ..< n - 2 where v[t]", .loopBounds, "below 'n - 2'"),
    (
      "select l : i32[65], m for t in 0 ..< n + 1 where v[t]", .loopBounds,
      "'v[t]' cannot be proved"
    ),
    // Elements behind the last one, and bounds that elements do not keep to.
    (
      "select l : i32[64], m for t in 0 ..< n where v[t] index t = l[0] below 64", .loopBounds,
      "one of the 'm' elements"
    ),
    (
      "select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[k + 1] below 64 }",
      .loopBounds, "one of the 'm' elements"
    ),
    (
      "select l : i32[64], m for t in 0 ..< n where v[t] for k in 0 ..< m { index t = l[k] below 63 }",
      .loopBounds, "cannot be proved to be at most 63"
    ),
    // Names and their scopes.
    ("select l : i32[64], m for t in 0 ..< n where v[t] v[t] = 0", .loopName, "index 't'"),
    (
      "section \"\" { select l : i32[4], m for t in 0 ..< 4 where v[t] } v[m] = 0", .loopName, "'m'"
    ),
    ("select v : i32[4], m for t in 0 ..< 4 where w[t, 0]", .loopName, "'v' is declared"),
    ("select l : i32[4], n for t in 0 ..< 4 where v[t]", .loopName, "'n' is declared"),
    ("select l : i32[4], m for n in 0 ..< 4 where v[n]", .loopName, "'n' is declared"),
    ("select l : i32[4], m for t in 0 ..< m where v[t]", .loopName, "index 'm' is not"),
    // Lists are never written, nor computed with.
    ("select l : i32[4], m for t in 0 ..< 4 where v[t] l[0] = 1", .loopType, "is of i32"),
    ("select l : i32[4], m for t in 0 ..< 4 where v[t] v[0] = l[0]", .loopType, "is of i32"),
    ("select l : i32[4], m for t in 0 ..< 4 where ids[t]", .loopType, "is of i32"),
    ("stack l : i32[4]", .loopType, "only arguments and selections"),
    ("select l : i32[65537], m for t in 0 ..< 4 where v[t]", .loopStructure, "at most 65536"),
    ("select l : i32[0], m for t in 0 ..< 0 where v[t]", .loopStructure, "positive extents"),
    // Threads and lanes.
    (
      "simd for c in 0 ..< 16 { select l : i32[4], m for t in 0 ..< 4 where v[t] }",
      .loopStructure, "a selection"
    ),
    (
      "team { select l : i32[64], m for t in 0 ..< n where v[t] parallel for k in 0 ..< m { index t = l[k] below 64 v[t] = 0 } }",
      .loopRace, "other threads may still be reading"
    ),
    (
      "team { select l : i32[64], m for t in 0 ..< n where v[t] parallel for k in 0 ..< m { index t = l[k] below 64 x[t, 0] = 0 } }",
      .loopRace, "may touch the same element"
    ),
    (
      "team { parallel for t in 0 ..< n { select l : i32[64], m for s in 0 ..< n where v[s] v[t] = 0 } }",
      .loopRace, "another reads 'v[s]'"
    ),
  ]

  @Test(arguments: refusals)
  func refused(body: String, id: DiagnosticID, message: String) throws {
    let found = try LoopVerifierTests.diagnostics(body)
    #expect(
      found.contains { $0.id == id && $0.message.contains(message) },
      "\(found.map(DiagnosticRenderer.text))")
  }

  @Test(arguments: [
    ("select l : f32[4], m for t in 0 ..< 4 where v[t]", "expected 'i32'"),
    ("select l : i32[2, 2], m for t in 0 ..< 4 where v[t]", "has 2 dimensions, expected 1"),
    ("select l : i32[4], m for t in 1 ..< 4 where v[t]", "the first index"),
    ("select l : i32[4], m for t in 0 ..< 4", "expected 'where'"),
    ("let select = 1", "cannot be a keyword"),
  ]) func misspelled(body: String, message: String) throws {
    let error = #expect(throws: Diagnostic.self) {
      try LoopParser.parse("loop module m { func f() { \(body) } }")
    }
    #expect(error?.message.contains(message) == true, "\(error?.message ?? "")")
  }

  /// Rows gathered by a list in each of several iterations; a list that was longer before keeps nothing of it.
  @Test func listsHoldWhatIsSelected() throws {
    let module = try LoopParser.parse(
      """
      loop module m {
        func f(n: 0...6, x: f32[3, 6], y: f32[3, 7]) {
          for r in 0 ..< 3 {
            select large : i32[6], count for c in 0 ..< n where less(0.5, x[r, c])
            for k in 0 ..< count {
              index c = large[count - k - 1] below 6
              y[r, k] = x[r, c]
            }
            y[r, 6] = 0.0
            for k in 0 ..< count { y[r, 6] += 1.0 }
          }
        }
      }
      """)
    try LoopVerifier.verify(module)
    let rows = [[1.0, 0, 3, 0.75, 5, 6], [0, 0, 0, 0, 0, 0], [0, 0.25, 7, 0, 2, 1]]
    for n in 0...6 {
      let memory = try LoopMemory<Double>(for: module)
      let y = try #require(
        try LoopInterpreter<Double>(module, function: "f").run(
          sizes: ["n": n], arguments: ["x": .reals(rows.flatMap { $0 })], memory: memory)["y"])
      for (r, row) in rows.enumerated() {
        let expected = row.prefix(n).filter { $0 > 0.5 }.reversed()
        #expect(Array(y[7 * r..<7 * r + expected.count]) == Array(expected))
        #expect(y[7 * r + 6] == Double(expected.count))
      }
    }
  }

  /// What the verifier would refuse ends the run, not the process.
  @Test(arguments: [
    "select l : i32[2], m for t in 0 ..< 4 where 1.0",
    "select l : i32[4], m for t in 0 ..< 4 where 0.0 index i = l[0] below 4",
    "select l : i32[4], m for t in 0 ..< 4 where x[t]",
  ]) func faultsEndTheRun(body: String) throws {
    let module = try LoopParser.parse("loop module m { func f(x: f32[3]) { \(body) } }")
    let memory = try LoopMemory<Double>(for: module)
    let error = #expect(throws: Diagnostic.self) {
      try LoopInterpreter<Double>(module, function: "f").run(memory: memory)
    }
    #expect(error?.id == .loopRun)
  }
}

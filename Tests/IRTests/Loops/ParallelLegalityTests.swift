import Diagnostics
import IR
import Testing

@Suite struct ParallelLegalityTests {
  private static func found(_ body: String) throws -> [Diagnostic] {
    try LoopVerifierTests.diagnostics("team { \(body) }")
  }

  @Test(arguments: [
    "parallel for t in 0 ..< n { for c in 0 ..< 16 { x[t, c] = y[n - 1 - t, c] } }",
    "parallel for t in 0 ..< n { x[n - 1 - t, 0] = 1 x[n - 1 - t, 1] += 1 }",
    "parallel for t0 in 0 ..< n by 8 { for i in 0 ..< min(8, n - t0) { v[t0 + i] = v[t0 + i] + 1 } }",
    "parallel for t0 in 0 ..< n by 8 { for i in t0 ..< min(t0 + 8, n) { v[i] = 1 } }",
    "parallel for h in 0 ..< 4 { for p in 0 ..< 16 { v[16 * h + p] = v[16 * h + 15 - p] } }",
    "parallel for h in 0 ..< 8 { for p in 0 ..< 2 { for q in 0 ..< 4 { v[8 * h + 4 * p + q] = 1 } } }",
    "for l in 0 ..< 2 { parallel for h in 0 ..< 4 { v[32 * l + 8 * h + 7] = v[32 * l + 8 * h] } }",
    // The two halves never meet.
    "parallel for t in 0 ..< 32 { v[t] = v[t + 32] }",
    "parallel for t in 0 ..< 32 { v[2 * t] = v[2 * t + 1] }",
    "parallel for t in 0 ..< n by 4 { gemm(m = min(4, n - t), n = 16, k = 16) a = x[t, 0; 0, 1], b = w[0, 0; 1, 0], c += y[t, 0; 0, 1] }",
    "parallel for h in 0 ..< 2 { gemm(m = n, n = 8, k = 16) a = x[0, 0; 0, 1], b = w[0, 0; 1, 0], c = y[0, 8 * h; 0, 1] }",
  ]) func accepted(body: String) throws {
    #expect(try Self.found(body) == [])
  }

  @Test(arguments: [
    ("parallel for t in 0 ..< n { v[0] = 1 }", "another writes 'v[0]'"),
    ("parallel for t in 0 ..< n { v[0] += 1 }", "another writes 'v[0]'"),
    ("parallel for t in 1 ..< n { v[t] = v[t - 1] }", "another reads 'v[t - 1]'"),
    ("parallel for t in 0 ..< 63 { v[t] = 1 v[t + 1] = 2 }", "another writes"),
    ("parallel for t in 0 ..< n { v[t] = v[n - 1 - t] }", "another reads"),
    (
      "parallel for t0 in 0 ..< n by 4 { for i in 0 ..< min(8, n - t0) { v[t0 + i] = 1 } }",
      "writes"
    ),
    ("parallel for t0 in 0 ..< n by 8 { for i in t0 ..< n { v[i] = 1 } }", "writes"),
    ("parallel for h in 0 ..< 4 { for p in 0 ..< 17 { v[15 * h + p] = 1 } }", "writes"),
    ("parallel for t in 0 ..< n { index i = ids[t] below 64 v[i] = 1 }", "writes 'v[i]'"),
    ("parallel for t in 0 ..< n { index i = t / 2 v[i] = 1 }", "writes 'v[i]'"),
    // True, but beyond the proof: quotients are bounded, not followed.
    ("parallel for j in 0 ..< n by 16 { index p = j / 16 x[p, 0] = 1 }", "writes 'x[p, 0]'"),
    ("parallel for t in 0 ..< n { parallel for c in 0 ..< 16 { x[t, 0] = 1 } }", "loop 'c'"),
    ("parallel for t in 0 ..< n { parallel for c in 0 ..< 16 { x[0, c] = 1 } }", "loop 't'"),
    (
      "parallel for t in 0 ..< n by 4 { gemm(m = min(5, n - t), n = 16, k = 16) a = x[t, 0; 0, 1], b = w[0, 0; 1, 0], c += y[t, 0; 0, 1] }",
      "writes"
    ),
    ("parallel for t in 0 ..< n { x[t, 0] = 1 v[t] = x[0, 0] }", "reads 'x[0, 0]'"),
  ]) func refused(body: String, message: String) throws {
    let found = try Self.found(body)
    #expect(found.contains { $0.id == .loopRace && $0.message.contains(message) }, "\(found)")
  }

  @Test func resultsOfCallsDoNotOverlapTheirOperands() throws {
    let call = { (a: String, c: String) in
      "gemm(m = 4, n = 16, k = 16) a = \(a), b = w[0, 0; 0, 1], c += \(c)"
    }
    let overlapping = try LoopVerifierTests.diagnostics(call("x[0, 0; 0, 1]", "x[3, 0; 0, 1]"))
    #expect(overlapping.map(\.id) == [.loopRace])
    #expect(try LoopVerifierTests.diagnostics(call("x[0, 0; 0, 1]", "x[4, 0; 0, 1]")) == [])
  }
}

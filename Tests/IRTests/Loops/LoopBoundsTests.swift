import Diagnostics
import IR
import Testing

@Suite struct LoopBoundsTests {
  /// Bodies over `x : f32[64, 16]`, `v : f32[64]`, `n` in 1...64 that stay inside.
  @Test(arguments: [
    "for t in 0 ..< n { v[t] = v[n - 1 - t] }",
    "for t0 in 0 ..< n by 8 { for i in 0 ..< min(8, n - t0) { v[t0 + i] = 0 } }",
    "for t0 in 0 ..< n by 7 { for i0 in 0 ..< min(7, n - t0) by 3 { for i in 0 ..< min(3, 7 - i0, n - t0 - i0) { v[t0 + i0 + i] = 0 } } }",
    "for t0 in 0 ..< n by 8 { for i in t0 ..< min(t0 + 8, n) { v[i] = 0 } }",
    "for c in 0 ..< 64 by 16 { for i in 0 ..< 16 { v[c + i] = 0 } }",
    "for c in 3 ..< 64 by 61 { v[c] = 0 }",
    // A convolution's tail of 3 rows: t < min(n, 3), taps before the first row.
    "for t in 0 ..< min(n, 3) { for k in 0 ..< 3 - t { v[61 + t + k] = 0 } }",
    "for t in 0 ..< n { for k in 3 - t ..< 4 { v[t + k - 3] = 0 } }",
    // Triangles.
    "for t in 0 ..< n { for s in 0 ..< t + 1 { v[t - s] = v[s] } }",
    "for t in 0 ..< n { for s in t ..< n { v[s - t] = v[s] } }",
    // Indices from memory and by division.
    "index i = ids[n - 1] below 64 v[i] = 0 v[63 - i] = 0",
    "for t in 0 ..< n { index q = t / 4 index r = t % 4 x[q, 0] = 0 x[r, 4 * r] = 0 v[4 * q] = 0 v[t - 4 * q] = 0 }",
    "for j in 0 ..< n by 16 { index p = j / 16 x[p, 4 * p] = 0 }",
    "index q = (n - 1) / 2 v[2 * q + 1] = 0",
    "for t in 0 ..< n by 8 { index q = min(8, n - t) for i in 0 ..< q { v[t + i] = 0 v[q - 1 - i] = 0 } }",
    "stack row : f32[1, 16] for t in 0 ..< n { for c in 0 ..< 16 { row[0, c] = x[t, 15 - c] } }",
    // Nothing runs, so nothing is outside.
    "for t in 0 ..< 0 { }",
    "linear_rows(m = n, n = 16, k = 16) x = x[0, 0; 0, 1], w = w[0, 0; 0, 1], y = y[0, 0; 0, 1]",
    "linear_rows(m = n, n = 16, k = 16) x = x[0, 0; 0, 1], w = w[48, 0; 0, 1], y = y[0, 0; 0, 1]",
    "for t in 0 ..< n by 4 { gemm(m = min(4, n - t), n = 16, k = 16) a = x[t, 0; 0, 1], b = w[0, 0; 1, 0], c += y[t, 0; 0, 1] }",
  ]) func proved(body: String) throws {
    #expect(try LoopVerifierTests.diagnostics(body) == [])
  }

  @Test(arguments: [
    ("for t in 0 ..< n + 1 { v[t] = 0 }", "below 64"),
    ("for t in 0 ..< n { v[t + 1] = 0 }", "below 64"),
    ("for t in 0 ..< n { v[t - 1] = 0 }", "at least 0"),
    ("for t0 in 0 ..< n by 7 { for i in 0 ..< 7 { v[t0 + i] = 0 } }", "below 64"),
    ("for c in 0 ..< 64 by 16 { for i in 0 ..< 17 { v[c + i] = 0 } }", "below 64"),
    ("for c in 3 ..< 65 by 61 { v[c] = 0 }", "below 64"),
    ("for t in 0 ..< min(n, 4) { for k in 0 ..< 4 - t { v[61 + t + k] = 0 } }", "below 64"),
    ("for t in 0 ..< n { for k in 2 - t ..< 4 { v[t + k - 3] = 0 } }", "at least 0"),
    ("for t in 0 ..< n { for s in 0 ..< t + 1 { v[s - t] = 0 } }", "at least 0"),
    ("index i = ids[n - 1] below 65 v[i] = 0", "below 64"),
    ("index i = ids[n] below 64", "below 64"),
    ("for t in 0 ..< n { index q = t / 4 x[0, q + 1] = 0 }", "below 16"),
    ("index q = (n - 2) / 2", "divides 'n - 2'"),
    ("index q = min(n, n - 2)", "at most 'n - 2', which cannot be proved to be at least 0"),
    ("for t in 0 ..< n by 8 { index q = min(8, n - t) v[t + q] = 0 }", "below 64"),
    ("index q = (1 - n) % 2", "divides '1 - n'"),
    (
      "linear_rows(m = n, n = 16, k = 17) x = x[0, 0; 0, 1], w = w[0, 0; 0, 1], y = y[0, 0; 0, 1]",
      "below 16"
    ),
    (
      "linear_rows(m = n, n = 17, k = 16) x = x[0, 0; 0, 1], w = w[48, 0; 0, 1], y = y[0, 0; 0, 1]",
      "below"
    ),
    (
      "gemm(m = n, n = 16, k = 16) a = x[1, 0; 0, 1], b = w[0, 0; 1, 0], c += y[0, 0; 0, 1]",
      "below 64"
    ),
    ("for t in 0 ..< n { v[1099511627776 * t] = 0 }", "below 64"),
    (
      "for t in 0 ..< 1099511627776 * n { for s in 0 ..< 1099511627776 * t { v[1099511627776 * s] = 0 } }",
      "below 64"
    ),
  ]) func refused(body: String, expected: String) throws {
    let found = try LoopVerifierTests.diagnostics(body)
    #expect(found.contains { $0.id == .loopBounds && $0.message.contains(expected) }, "\(found)")
  }

  @Test func panelsOfRaggedWidthStayInside() throws {
    let call = { (n: Int) in
      "linear_panel(m = 4, n = \(n), k = 16) x = x[0, 0; 0, 1], w = p[0, 0; 0, 1], y = o[0, 0; 0, 1]"
    }
    let buffers = "buffer p : f32[41, 16] panels(16) in parameter buffer o : f32[4, 64] in scratch"
    #expect(try LoopVerifierTests.diagnostics(call(41), buffers: buffers) == [])
    #expect(try LoopVerifierTests.diagnostics(call(48), buffers: buffers) == [])
    let found = try LoopVerifierTests.diagnostics(call(49), buffers: buffers)
    #expect(found.map(\.id) == [.loopBounds])
  }

  @Test func panelsFromATileOnStayInside() throws {
    let call = { (width: Int) in
      "for tile in 0 ..< 3 by 2 { linear_panel(m = 4, n = min(32, \(width) - 16 * tile), k = 16) x = x[0, 0; 0, 1], w = p[16 * tile, 0; 0, 1], y = o[0, 16 * tile; 0, 1] }"
    }
    let buffers = "buffer p : f32[41, 16] panels(16) in parameter buffer o : f32[4, 64] in scratch"
    #expect(try LoopVerifierTests.diagnostics(call(41), buffers: buffers) == [])
    let found = try LoopVerifierTests.diagnostics(call(49), buffers: buffers)
    #expect(found.map(\.id) == [.loopBounds])
  }

  @Test func manyAlternativesEndTheSearch() throws {
    let uppers = (0..<40).map { "n + \($0)" }.joined(separator: ", ")
    var body = "v[a0 + a1 + a2 + a3 + a4 + a5 + a6 + a7] = 0"
    for depth in (0..<8).reversed() { body = "for a\(depth) in 0 ..< min(\(uppers)) { \(body) }" }
    #expect(try LoopVerifierTests.diagnostics(body).map(\.id) == [.loopBounds])
  }
}

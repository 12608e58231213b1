import Diagnostics
import IR
import Testing

@testable import Schedule

@Suite struct RewriteTests {
  private static let copy = "for t in 0 ..< n { for c in 0 ..< 24 { y[t, c] = x[t, c] } }"
  private static let sum = "for t in 0 ..< n { for c in 0 ..< 24 { h[0, c] += x[t, c] } }"
  private static let scaled = """
    for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 24 { let v = s * x[t, c] y[t, c] = v + v } }
    """
  private static let triangle = """
    for t in 0 ..< 16 { for e in 0 ..< 8 { y[t, e] = 0.0 for s in 0 ..< t + 1 { let v = x[t, s] y[t, e] += v * w[s, e] } } }
    """

  private static let weighed = """
    for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 8 { for k in 0 ..< 24 { y[t, c] += s * x[t, k] * w[k, c] } } }
    """
  private static let overwritten = """
    for t in 0 ..< n { for c in 0 ..< 24 { y[t, c] = 0.0 } for e in 0 ..< 24 { y[t, e] += x[t, e] } }
    """
  private static let passed = """
    for t in 0 ..< 4 by 2 { for i in 0 ..< 2 { for c in 0 ..< 32 { h[i + t, c] = h[i + t, c] + y[0, c] } } }
    """

  /// What becomes of loops.
  @Test(arguments: [
    (
      copy, "split t by 8 as t0 i",
      "for t0 in 0 ..< n by 8 { for i in 0 ..< min(8, n - t0) { for c in 0 ..< 24 { y[t0 + i, c] = x[t0 + i, c] } } }"
    ),
    (
      copy, "split c by 16 as p c counted",
      "for t in 0 ..< n { for p in 0 ..< 2 { for c in 0 ..< min(16, 24 - 16 * p) { y[t, 16 * p + c] = x[t, 16 * p + c] } } }"
    ),
    (
      copy, "split c by 8 as c0 c",
      "for t in 0 ..< n { for c0 in 0 ..< 24 by 8 { for c in 0 ..< 8 { y[t, c0 + c] = x[t, c0 + c] } } }"
    ),
    (copy, "reorder t c", "for c in 0 ..< 24 { for t in 0 ..< n { y[t, c] = x[t, c] } }"),
    (sum, "reorder t c", "for c in 0 ..< 24 { for t in 0 ..< n { h[0, c] += x[t, c] } }"),
    (
      copy, "split c by 8 as p c counted collapse p c as d",
      "for t in 0 ..< n { for d in 0 ..< 24 { y[t, d] = x[t, d] } }"
    ),
    (
      "for t in 0 ..< n { y[t, 0] = 1.0 } for s in 0 ..< n { z[s, 0] = y[s, 0] }", "fuse t s",
      "for t in 0 ..< n { y[t, 0] = 1.0 z[t, 0] = y[t, 0] }"
    ),
    (
      "for t in 0 ..< n { y[t, 0] = 1.0 for c in 0 ..< 4 { z[t, c] = y[t, 0] } }",
      "fission t before c as u",
      "for t in 0 ..< n { y[t, 0] = 1.0 } for u in 0 ..< n { for c in 0 ..< 4 { z[u, c] = y[u, 0] } }"
    ),
    (
      scaled, "split t by 4 as t0 t stage v at t0 as held[c, t:i]",
      """
      for t0 in 0 ..< n by 4 { stack held : f32[24, 4]
        for i in 0 ..< min(4, n - t0) { let s = x[t0 + i, 0] for c in 0 ..< 24 { held[c, i] = s * x[t0 + i, c] } }
        for t in 0 ..< min(4, n - t0) { for c in 0 ..< 24 { y[t0 + t, c] = held[c, t] + held[c, t] } } }
      """
    ),
    (
      triangle, "split t by 8 as t0 t stage v at t0 as held[t, s] padded",
      """
      for t0 in 0 ..< 16 by 8 { stack held : f32[8, 16]
        for t in 0 ..< 8 { for s in 0 ..< t0 + t + 1 { held[t, s] = x[t0 + t, s] } for s in t0 + t + 1 ..< t0 + 8 { held[t, s] = 0.0 } }
        for t in 0 ..< 8 { for e in 0 ..< 8 { y[t0 + t, e] = 0.0 for s in 0 ..< t0 + 8 { y[t0 + t, e] += held[t, s] * w[s, e] } } } }
      """
    ),
    (
      "for t in 0 ..< n { let v = x[t, 0] y[t, 0] = 2.0 for c in 0 ..< 4 { z[t, c] = v } }",
      "fission t before c as u",
      "for t in 0 ..< n { y[t, 0] = 2.0 } for u in 0 ..< n { let v = x[u, 0] for c in 0 ..< 4 { z[u, c] = v } }"
    ),
    (
      "for t in 0 ..< n { let v = 0.0 for c in 0 ..< 4 { v = v + x[t, c] } y[t, 0] = v }",
      "expand v over t",
      """
      stack v : f32[40]
      for t in 0 ..< n { v[t] = 0.0 for c in 0 ..< 4 { v[t] = v[t] + x[t, c] } y[t, 0] = v[t] }
      """
    ),
    (
      "for t in 0 ..< 4 { stack q : f32[2, 8] for c in 0 ..< 8 { q[1, c] = x[t, c] } }",
      "expand q over t along 2",
      "stack q : f32[2, 32] for t in 0 ..< 4 { for c in 0 ..< 8 { q[1, 8 * t + c] = x[t, c] } }"
    ),
    (
      weighed, "defer s at t as sum[c:d]",
      """
      for t in 0 ..< n { let s = x[t, 0] stack sum : f32[8]
        for c in 0 ..< 8 { sum[c] = 0.0 for k in 0 ..< 24 { sum[c] += x[t, k] * w[k, c] } }
        for d in 0 ..< 8 { y[t, d] += s * sum[d] } }
      """
    ),
    (
      passed, "hold state at t as held[2 1]",
      """
      for t in 0 ..< 4 by 2 { stack held : f32[64]
        for held_1 in 0 ..< 2 { for held_2 in 0 ..< 32 { held[2 * held_2 + held_1] = h[held_1 + t, held_2] } }
        for i in 0 ..< 2 { for c in 0 ..< 32 { held[2 * c + i] = held[2 * c + i] + y[0, c] } }
        for held_1 in 0 ..< 2 { for held_2 in 0 ..< 32 { h[held_1 + t, held_2] = held[2 * held_2 + held_1] } } }
      """
    ),
    (
      "for t in 0 ..< 40 by 16 { for i in 0 ..< min(16, 40 - t) { y[t + i, 3] = x[t + i, 2] } }",
      "hold x at t as q[1]",
      """
      for t in 0 ..< 40 by 16 { stack q : f32[16]
        for q_1 in 0 ..< min(16, 40 - t) { q[q_1] = x[q_1 + t, 2] }
        for i in 0 ..< min(16, 40 - t) { y[t + i, 3] = q[i] } }
      """
    ),
    (
      "for t in 1 ..< 9 { for c in 1 ..< 4 { y[t, c] = y[t - 1, c + 2] } }",
      "hold y at t as q[2, 1]",
      """
      for t in 1 ..< 9 { stack q : f32[5, 2]
        for q_1 in 0 ..< 2 { for q_2 in 0 ..< 5 { q[q_2, q_1] = y[q_1 + t - 1, q_2 + 1] } }
        for c in 1 ..< 4 { q[c - 1, 1] = q[c + 1, 0] }
        for q_1 in 0 ..< 2 { for q_2 in 0 ..< 5 { y[q_1 + t - 1, q_2 + 1] = q[q_2, q_1] } } }
      """
    ),
    (
      "for t in 0 ..< n { for c in 0 ..< 24 { y[t, 0] += h[0, c] * x[t, c] h[0, c] = x[t, c] } }",
      "reorder t c",
      "for c in 0 ..< 24 { for t in 0 ..< n { y[t, 0] += h[0, c] * x[t, c] h[0, c] = x[t, c] } }"
    ),
    (
      "for t in 0 ..< n { for c in 0 ..< 4 { y[t, c] = x[t, c] } for d in 0 ..< 4 { h[0, d] = h[0, d] + x[t, d] } }",
      "fission t before d as u",
      """
      for t in 0 ..< n { for c in 0 ..< 4 { y[t, c] = x[t, c] } }
      for u in 0 ..< n { for d in 0 ..< 4 { h[0, d] = h[0, d] + x[u, d] } }
      """
    ),
    (
      "for t in 0 ..< n { index p = t / 2 let s = x[t, 0] for c in 0 ..< 24 { y[t, c] = s * x[p, c] } }",
      "reorder t c",
      "for c in 0 ..< 24 { for t in 0 ..< n { index p = t / 2 let s = x[t, 0] y[t, c] = s * x[p, c] } }"
    ),
    (
      overwritten, "hold y at t as q[2:d]",
      """
      for t in 0 ..< n { stack q : f32[24] for c in 0 ..< 24 { q[c] = 0.0 }
        for e in 0 ..< 24 { q[e] += x[t, e] } for d in 0 ..< 24 { y[t, d] = q[d] } }
      """
    ),
    // What an iteration reads before it is given a new value is filled first.
    (
      "for t in 0 ..< n { for c in 0 ..< 24 { y[t, c] = 0.0 for e in 0 ..< 24 { y[t, e] += x[t, e] } } }",
      "hold y at t as q[2:d]",
      """
      for t in 0 ..< n { stack q : f32[24] for d in 0 ..< 24 { q[d] = y[t, d] }
        for c in 0 ..< 24 { q[c] = 0.0 for e in 0 ..< 24 { q[e] += x[t, e] } } for d in 0 ..< 24 { y[t, d] = q[d] } }
      """
    ),
    // A diagonal is not all of its square, and a loop that may not run stores nothing.
    (
      "for t in 0 ..< m { for i in 0 ..< 8 { h[i, i] = x[t, i] } }", "hold state at t as q[1, 2]",
      """
      for t in 0 ..< m { stack q : f32[8, 8]
        for q_1 in 0 ..< 8 { for q_2 in 0 ..< 8 { q[q_1, q_2] = h[q_1, q_2] } }
        for i in 0 ..< 8 { q[i, i] = x[t, i] }
        for q_1 in 0 ..< 8 { for q_2 in 0 ..< 8 { h[q_1, q_2] = q[q_1, q_2] } } }
      """
    ),
    (
      "for t in 0 ..< n { for i in 0 ..< 1 { y[t, i] = 2.0 } }", "hold y at t as q[2]",
      "for t in 0 ..< n { stack q : f32[1] for i in 0 ..< 1 { q[i] = 2.0 } y[t, 0] = q[0] }"
    ),
    (
      "for t in 0 ..< n { for i in 0 ..< min(1, n - t - 1) { y[i + t, 0] = 2.0 } }",
      "hold y at t as q[1]",
      """
      for t in 0 ..< n { stack q : f32[1] q[0] = y[t, 0]
        for i in 0 ..< min(1, n - t - 1) { q[i] = 2.0 } y[t, 0] = q[0] }
      """
    ),
    (
      "for t in 0 ..< n { for k in 0 ..< m { for c in 0 ..< 24 { y[t, c] = 0.0 } } }",
      "hold y at t as q[2:d]",
      """
      for t in 0 ..< n { stack q : f32[24] for d in 0 ..< 24 { q[d] = y[t, d] }
        for k in 0 ..< m { for c in 0 ..< 24 { q[c] = 0.0 } } for d in 0 ..< 24 { y[t, d] = q[d] } }
      """
    ),
    (
      "for t in 0 ..< n { for c in 0 ..< 8 { y[t, c] = 0.0 } for e in 0 ..< 24 { y[t, e] += x[t, e] } }",
      "hold y at t as q[2:d]",
      """
      for t in 0 ..< n { stack q : f32[24] for d in 0 ..< 24 { q[d] = y[t, d] }
        for c in 0 ..< 8 { q[c] = 0.0 } for e in 0 ..< 24 { q[e] += x[t, e] } for d in 0 ..< 24 { y[t, d] = q[d] } }
      """
    ),
    (
      scaled, "inline v",
      "for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 24 { y[t, c] = s * x[t, c] + s * x[t, c] } }"
    ),
    ("for t in 3 ..< 4 { y[t, 0] = x[t, 0] }", "specialize t", "y[3, 0] = x[3, 0]"),
    (copy, "unroll c", "for t in 0 ..< n { unrolled for c in 0 ..< 24 { y[t, c] = x[t, c] } }"),
    (
      copy, "bind t to threads",
      "for t in 0 ..< n { for c in 0 ..< 24 { y[t, c] = x[t, c] } }"
    ),
    (copy, "rename c to d", "for t in 0 ..< n { for d in 0 ..< 24 { y[t, d] = x[t, d] } }"),
  ]) func rewritten(body: String, schedule: String, expected: String) throws {
    let nest = try HandNests.arranged(body, by: schedule)
    #expect(nest.body == (try HandNests.statements(expected)))
  }

  @Test func scoresMayBeginEarlier() throws {
    let nest = try HandNests.arranged(
      "for c in 0 ..< 16 { for t in c ..< 16 { y[t, c] = x[t, c] } }",
      by: "split c by 8 as c0 c widen t from c0", .scores)
    let expected = """
      for c0 in 0 ..< 16 by 8 { for c in 0 ..< 8 { for t in 0 ..< 16 - c0 { y[t + c0, c + c0] = x[t + c0, c + c0] } } }
      """
    #expect(nest.body == (try HandNests.statements(expected)))
  }

  /// What is refused, with the id and words of the message.
  @Test(arguments: [
    (copy, "split q by 4 as a b", "E0902", "no loop 'q'"),
    ("\(copy) \(copy)", "split t by 4 as a b", "E0902", "2 loops 't'"),
    (copy, "split t by 4 as a a", "E0903", "in use"),
    (copy, "split t by 4 as c t", "E0903", "in use"),
    (copy, "split t by 4 as a b split a by 2 as d e", "E0903", "step 4"),
    (copy, "split t by 4 as a b counted", "E0903", "can't be counted"),
    (copy, "reorder c t", "E0903", "not all that is in loop"),
    (
      "for t in 1 ..< n { for c in 0 ..< 23 { y[t, c] = y[t - 1, c + 1] } }", "reorder t c",
      "E0903",
      "order"
    ),
    ("for t in 0 ..< 8 { for s in 0 ..< t { y[t, s] = 0.0 } }", "reorder t s", "E0903", "depend"),
    (
      "for t in 0 ..< n { let s = y[t, 0] for c in 0 ..< 24 { y[t, c] = s } }", "reorder t c",
      "E0903", "changes what definitions"
    ),
    (
      "for t in 0 ..< n { let s = 0.0 for c in 0 ..< 24 { s = s + 1.0 y[t, c] = s } }",
      "reorder t c", "E0903", "changes what definitions"
    ),
    (
      "for t in 0 ..< n { index p = t / 2 for c in 0 ..< p { y[t, c] = 1.0 } }", "reorder t c",
      "E0903", "depend on what stands before"
    ),
    (
      "for t in 0 ..< 8 { for c in 0 ..< 24 { h[0, 0] = h[0, 0] * x[t, c] } }", "reorder t c",
      "E0903",
      "order"
    ),
    (
      "for t in 0 ..< n { y[t, 0] = 1.0 } for s in 0 ..< n { z[s, 0] = y[n - 1 - s, 0] }",
      "fuse t s",
      "E0903", "order"
    ),
    (
      "for t in 0 ..< n { y[t, 0] = 1.0 } for s in 0 ..< m { z[s, 0] = 1.0 }", "fuse t s", "E0903",
      "bounds"
    ),
    (
      "for t in 0 ..< n { let v = x[t, 0] y[t, 0] = v for c in 0 ..< 4 { z[t, c] = v } }",
      "fission t before c as u", "E0903", "declares names"
    ),
    (
      "for t in 0 ..< n { let v = x[t, 0] for c in 0 ..< 4 { z[t, c] = v } }",
      "fission t before c as u", "E0903", "nothing that stands before"
    ),
    (
      "for t in 0 ..< n { h[0, 0] = x[t, 0] for c in 0 ..< 4 { z[t, c] = h[0, 0] } }",
      "fission t before c as u", "E0903", "order"
    ),
    (
      "for t in 0 ..< n { for c in 0 ..< 4 { y[t, c] = x[c, t] } }", "collapse t c as d", "E0903",
      "depends"
    ),
    (scaled, "stage q at t as held", "E0902", "defines scalar 'q'"),
    (scaled, "split t by 4 as t0 t stage v at t0 as held[t]", "E0903", "depends on loops"),
    (scaled, "split t by 4 as t0 t stage v at t0 as y[t, c]", "E0903", "a buffer 'y'"),
    (
      "for o in 0 ..< 1 { for t in 0 ..< n { let v = y[t, 0] y[t, 1] = v } }",
      "stage v at o as held[t]", "E0903", "written meanwhile"
    ),
    (triangle, "split t by 8 as t0 t stage v at t0 as held[t, s]", "E0903", "depend on other"),
    ("for t in 0 ..< n { let v = h[0, 0] h[0, 0] = v + x[t, 0] }", "inline v", "E0903", "changes"),
    (scaled, "expand s over c", "E0902", "declares no 's'"),
    (scaled, "expand s over t along 1", "E0902", "no dimension 1"),
    (scaled, "expand s over t expand s over t", "E0902", "declares no 's'"),
    ("for t in 2 ..< 4 { let v = x[t, 0] y[t, 0] = v }", "expand v over t", "E0903", "from 0 by 1"),
    (
      "for t in 0 ..< 300 { stack q : f32[300] for c in 0 ..< 300 { q[c] = 1.0 } }",
      "expand q over t", "E0903", "at most"
    ),
    (
      "for t in 0 ..< 4 { stack q : f32[4] for c in 0 ..< 4 { q[c] = 1.0 } }",
      "expand q over t along 2", "E0902", "no dimension 2"
    ),
    (weighed, "defer d at t as q[c:e]", "E0902", "the factor 'd'"),
    (weighed, "defer s at t as q[k:e]", "E0903", "not the loops that the sum keeps"),
    (
      "for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 8 { for k in 0 ..< 8 { y[c, k] += s * x[c, k] } } }",
      "defer s at t as q[c:d, c:e]", "E0903", "not the loops that the sum keeps"
    ),
    (weighed, "defer s at t as x[c:e]", "E0903", "a buffer 'x'"),
    (weighed, "defer s at t as q[c:k]", "E0903", "in use"),
    (passed, "hold y at t as q[1]", "E0903", "not those that an iteration"),
    (
      "for t in 0 ..< 41 { for i in 0 ..< min(1, 40 - t) { y[i + t, 0] += 1.0 } }",
      "hold y at t as q[1]", "E0903", "may be outside"
    ),
    (overwritten, "hold y at t as q[2:t]", "E0903", "in use"),
    (overwritten, "hold y at t as q[2:n]", "E0903", "in use"),
    (passed, "hold state at t as q[1:a, 2:a]", "E0903", "in use"),
    (
      "for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 24 { y[t, c] = s } }",
      "hold y at t as q[2:s]", "E0903", "in use"
    ),
    (
      "for t in 0 ..< n { let s = x[t, 0] for c in 0 ..< 24 { y[t, c] = s } }", "bind c to threads",
      "E0903", "each for themselves"
    ),
    (passed, "hold y at t as q[1, 1]", "E0903", "not those that an iteration"),
    (passed, "hold z at t as q[1]", "E0902", "no buffer 'z'"),
    (
      "for t in 1 ..< n { for c in 0 ..< 4 { y[t, c] = y[c, t] } }", "hold y at t as q[1, 2]",
      "E0903", "starts elsewhere"
    ),
    (copy, "specialize c", "E0903", "exactly once"),
    (copy, "unroll t", "E0903", "constant length"),
    (sum, "bind t to threads", "E0903", "order"),
    (copy, "rename c to t", "E0903", "in use"),
    (copy, "widen c from t", "E0903", "no loop may be widened"),
    (copy, "replace t by gemm", "E0903", "not what kernel"),
  ]) func refused(body: String, schedule: String, code: String, words: String) throws {
    let error = #expect(throws: Diagnostic.self) { try HandNests.arranged(body, by: schedule) }
    #expect(error?.id.code == code, "\(String(describing: error))")
    #expect(error?.message.contains(words) == true, "\(String(describing: error))")
  }
}

import IR
import Testing

@testable import Schedule

@Suite struct ReplaceTests {
  /// Products in forms that no lowering makes, and what they become.
  @Test(arguments: [
    (
      "for a in 0 ..< 24 { for b in 0 ..< n { for c in 0 ..< 32 { y[b, c] += w[a, c] * x[b, a] } } }",
      "replace a by gemm",
      "gemm(m = n, n = 32, k = 24) a = x[0, 0; 0, 1], b = w[0, 0; 0, 1], c += y[0, 0; 0, 1]"
    ),
    (
      "for j in 0 ..< 8 { for i in 0 ..< 8 { h[i, j] = 0.0 for t in 0 ..< n { h[i, j] += y[t, j] * x[t, i + 2] } } }",
      "replace j by gemm",
      "gemm(m = 8, n = 8, k = n) a = x[0, 2; 1, 0], b = y[0, 0; 0, 1], c = h[0, 0; 0, 1]"
    ),
    (
      "for i in 0 ..< n { for j in 0 ..< 32 { for p in 0 ..< 24 { y[i, j] += packed[j, p] * x[i, p] } } }",
      "replace i by linear_panel",
      "linear_panel(m = n, n = 32, k = 24) x = x[0, 0; 0, 1], w = packed[0, 0; 0, 1], y += y[0, 0; 0, 1]"
    ),
    (
      "for i in 0 ..< n { for j in 0 ..< 32 { for p in 0 ..< 24 { y[i, j] += rows[j, p] * x[i, p] } } }",
      "split j by 8 as j0 j reorder i j0 replace i by linear_rows",
      """
      for j0 in 0 ..< 32 by 8 {
        linear_rows(m = n, n = 8, k = 24) x = x[0, 0; 0, 1], w = rows[j0, 0; 0, 1], y += y[0, j0; 0, 1] }
      """
    ),
  ]) func products(body: String, schedule: String, expected: String) throws {
    let nest = try HandNests.arranged(body, by: schedule)
    #expect(nest.body == (try HandNests.statements(expected)))
  }

  /// What looks like a product and is none, or lies in a way that the kernel can't read.
  @Test(arguments: [
    // A weight whose depth is not used whole.
    (
      "for i in 0 ..< n { for j in 0 ..< 8 { for p in 0 ..< 23 { y[i, j] += packed[j, p] * x[i, p] } } }",
      "linear_panel"
    ),
    // A tile that begins inside a panel.
    (
      "for i in 0 ..< n { for j in 0 ..< 8 { for p in 0 ..< 24 { y[i, j] += packed[j + 8, p] * x[i, p] } } }",
      "linear_panel"
    ),
    (
      "for i in 0 ..< n { for j in 0 ..< 8 { for p in 0 ..< 24 { y[i, j] += rows[j, p] * x[i, p] } } }",
      "linear_panel"
    ),
    (
      "for i in 0 ..< n { for j in 0 ..< 8 { for p in 0 ..< 24 { y[i, j] += packed[j, p] * x[i, p] } } }",
      "linear_rows"
    ),
    // Neither operand has its columns side by side.
    (
      "for i in 0 ..< 8 { for j in 0 ..< 8 { for p in 0 ..< 8 { y[i, j] += rows[j, p] * x[i, p] } } }",
      "gemm"
    ),
    // The sum is set to zero once for all columns.
    (
      "for i in 0 ..< n { y[i, 0] = 0.0 for j in 0 ..< 8 { for p in 0 ..< 24 { y[i, j] += x[i, p] * w[p, j] } } }",
      "gemm"
    ),
    // The bounds are a triangle.
    (
      "for i in 0 ..< 24 { for j in 0 ..< 8 { for p in 0 ..< i { y[i, j] += x[i, p] * w[p, j] } } }",
      "gemm"
    ),
    // The result is an operand.
    (
      "for i in 0 ..< 8 { for j in 0 ..< 8 { for p in 0 ..< 8 { y[i, j] += y[i, p] * w[p, j] } } }",
      "gemm"
    ),
    // One index moves twice.
    (
      "for i in 0 ..< 8 { for j in 0 ..< 8 { for p in 0 ..< 8 { y[i, j] += x[i + p, p] * w[p, j] } } }",
      "gemm"
    ),
    (
      "for i in 0 ..< 8 { for j in 0 ..< 8 { for p in 0 ..< 8 { y[i, j] += x[2 * i, p] * w[p, j] } } }",
      "gemm"
    ),
  ]) func notProducts(body: String, kernel: String) throws {
    #expect(throws: (any Error).self) {
      try HandNests.arranged(body, by: "replace i by \(kernel)")
    }
  }
}

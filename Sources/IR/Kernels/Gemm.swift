extension Kernel {
  /// `c[m, n] (+)= a[m, k] · b[k, n]` on small operands that sit in cache; `a` may lie in any way.
  public static let gemm = product(
    "gemm", "a product of matrices that sit in cache",
    [
      Parameter(name: "a", indices: ["i", "p"], strides: [0, 1], layout: .anywhere),
      Parameter(name: "b", indices: ["p", "j"], strides: [0], layout: .contiguous),
      Parameter(name: "c", indices: ["i", "j"], strides: [0], layout: .contiguous),
    ], providers: [.builtin, .blas])
}

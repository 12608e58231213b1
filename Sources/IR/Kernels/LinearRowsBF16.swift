extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W of bf16 in rows, by a BLAS library.
  public static let linearRowsBF16 = product(
    "linear_rows_bf16", "a product with a weight of bf16 in rows, by a BLAS library",
    linear(Storage(.bf16)), providers: [.blas])
}

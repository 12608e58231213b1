extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W in rows, by a BLAS library.
  public static let linearRows = product(
    "linear_rows", "a product with a weight in rows, by a BLAS library",
    linear(Storage()), providers: [.blas])
}

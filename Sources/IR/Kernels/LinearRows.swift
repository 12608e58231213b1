extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W in rows, by a BLAS library.
  public static let linearRows = product(
    "linear_rows", "a product with a weight in rows, by a BLAS library", spelling: "linear",
    [
      Parameter(name: "x", indices: ["i", "p"], strides: [0], layout: .contiguous),
      Parameter(name: "w", indices: ["j", "p"], strides: [], layout: .weight(.rows)),
      Parameter(name: "y", indices: ["i", "j"], strides: [0], layout: .contiguous),
    ], providers: [.blas])
}

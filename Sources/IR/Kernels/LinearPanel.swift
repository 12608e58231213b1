extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W packed in panels of 16 rows.
  public static let linearPanel = product(
    "linear_panel", "a product with a weight packed in panels of 16 rows", spelling: "gemm_panel",
    [
      Parameter(name: "x", indices: ["i", "p"], strides: [0], layout: .contiguous),
      Parameter(
        name: "w", indices: ["j", "p"], strides: [],
        layout: .weight(.panels(of: Packing.panelWidth))),
      Parameter(name: "y", indices: ["i", "j"], strides: [0], layout: .contiguous),
    ], providers: [.builtin, .blas])
}

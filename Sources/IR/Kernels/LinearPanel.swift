extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W packed in panels of 16 rows.
  public static let linearPanel = product(
    "linear_panel", "a product with a weight packed in panels of 16 rows",
    linear(Storage(.f32, .panels(of: Packing.panelWidth))), providers: [.builtin, .blas])
}

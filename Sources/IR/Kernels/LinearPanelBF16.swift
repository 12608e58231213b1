extension Kernel {
  /// `y[m, n] (+)= x[m, k] · Wᵀ` with W of bf16 packed in panels of 16 rows.
  public static let linearPanelBF16 = product(
    "linear_panel_bf16", "a product with a weight of bf16 packed in panels of 16 rows",
    linear(Storage(.bf16, .panels(of: Packing.panelWidth))), providers: [.builtin, .blas])
}

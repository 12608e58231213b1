extension Kernel {
  /// All kernels, in the order in which they are looked for.
  public static let all: [Kernel] = [
    .linearPanel, .linearPanelBF16, .linearRows, .linearRowsBF16, .gemm,
  ]

  /// The kernel that multiplies with a weight of this storage, nil where there is none.
  public static func linear(_ weight: Storage) -> Kernel? { all.first { $0.weight == weight } }

  /// The kernel `name`, nil for others.
  public init?(named name: String) {
    guard let kernel = Self.all.first(where: { $0.name == name }) else { return nil }
    self = kernel
  }
}

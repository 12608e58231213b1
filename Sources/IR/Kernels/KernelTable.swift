extension Kernel {
  /// All kernels, in the order in which they are looked for.
  public static let all: [Kernel] = [.linearPanel, .linearRows, .gemm]

  /// The kernel `name`, nil for others.
  public init?(named name: String) {
    guard let kernel = Self.all.first(where: { $0.name == name }) else { return nil }
    self = kernel
  }
}

import IR

/// Choices that change the emitted code, not what it computes.
public struct CodeOptions: Hashable, Sendable {
  /// Who runs parallel loops.
  public enum Threads: String, CaseIterable, Hashable, Sendable {
    /// OpenMP's team of threads.
    case openmp
    /// The calling thread.
    case none
  }

  /// Who multiplies matrices.
  public var products: GemmProvider
  /// Who runs parallel loops.
  public var threads: Threads

  /// The given choices.
  public init(products: GemmProvider = .builtin, threads: Threads = .openmp) {
    self.products = products
    self.threads = threads
  }
}

/// Who multiplies matrices in the emitted code.
public enum GemmProvider: String, CaseIterable, Hashable, Sendable {
  /// The runtime's own kernels, over weights packed in panels.
  case builtin
  /// A BLAS library, over weights in rows.
  case blas
}

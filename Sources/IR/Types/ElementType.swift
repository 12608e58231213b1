/// What one element of a tensor is.
public enum ElementType: String, Hashable, Sendable {
  /// A real number, 32-bit floating point in emitted code.
  case f32
  /// The logarithm of a decay: adding logs multiplies decays. 32-bit floating point in emitted code.
  case log
  /// A token id.
  case i32
}

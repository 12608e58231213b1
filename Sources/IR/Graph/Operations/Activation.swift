/// The functions that may stand between the products of an MLP or an expert.
public enum Activation: String, CaseIterable, Hashable, Sendable {
  /// v · sigmoid(v).
  case silu
  /// v · Φ(v).
  case gelu
  /// `gelu` by its approximation with tanh.
  case geluTanh = "gelu_tanh"
  /// max(v, 0).
  case relu
  /// max(v, 0)².
  case reluSquared = "relu_squared"

  /// The function of one number.
  public var function: UnaryFunction {
    switch self {
    case .silu: .silu
    case .gelu: .gelu
    case .geluTanh: .geluTanh
    case .relu: .relu
    case .reluSquared: .reluSquared
    }
  }
}

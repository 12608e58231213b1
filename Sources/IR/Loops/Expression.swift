/// A real-valued expression.
public indirect enum Expression: Hashable, Sendable {
  /// A literal.
  case constant(Double)
  /// An element of a buffer.
  case load(Access)
  /// A scalar made by `define`.
  case scalar(Scalar)
  /// A function of one argument.
  case unary(UnaryFunction, Expression)
  /// A function of two arguments.
  case binary(BinaryFunction, Expression, Expression)
}

/// One element of a buffer, by its index along each dimension.
public struct Access: Hashable, Sendable {
  /// The buffer's name.
  public var buffer: BufferID
  /// One index per dimension.
  public var indices: [Affine]

  /// The element of `buffer` at `indices`.
  public init(_ buffer: BufferID, _ indices: [Affine]) {
    self.buffer = buffer
    self.indices = indices
  }
}

/// The functions of one argument that both levels of the IR share.
public enum UnaryFunction: String, CaseIterable, Hashable, Sendable {
  /// −v.
  case negate
  /// e^v.
  case exp
  /// v · sigmoid(v).
  case silu
  /// 1 / (1 + e^−v).
  case sigmoid
  /// log(1 + e^v), v itself above 20.
  case softplus
  /// 1 / √v.
  case rsqrt
  /// v · Φ(v), Φ the distribution function of the normal distribution (Hendrycks & Gimpel 2016).
  case gelu
  /// v · sigmoid(2 √(2/π) (v + 0.044715 v³)), which is v/2 · (1 + tanh …), the approximation of `gelu` by the same authors.
  case geluTanh = "gelu_tanh"
  /// max(v, 0).
  case relu
  /// max(v, 0)² (So et al. 2021, "Primer").
  case reluSquared = "relu_squared"
  /// v + 1 above 0, e^v elsewhere: positive everywhere (Katharopoulos et al. 2020, "Transformers are RNNs").
  case eluPlusOne = "elu_plus_one"
  /// e^v for a decay; in 32 bits 0 below e^−69, about 10^−30: what is scaled by it would be subnormal, which takes processors a
  /// hundred times as long.
  case decay

  /// `geluTanh` by its formula, in any precision with an `exp`.
  static func geluTanh<Number: BinaryFloatingPoint>(
    _ v: Number, exp: (Number) -> Number
  ) -> Number {
    let slope: Number = 2 * (2 / Number.pi).squareRoot()
    return v / (1 + exp(-slope * (v + 0.044715 * v * v * v)))
  }
}

/// The functions of two arguments that both levels of the IR share.
public enum BinaryFunction: String, CaseIterable, Hashable, Sendable {
  case add, subtract, multiply, divide, minimum, maximum
  /// 1 where the left one is less than the right one, 0 elsewhere.
  case less
}

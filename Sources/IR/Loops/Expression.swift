/// A real-valued expression.
public indirect enum Expression: Hashable, Sendable {
  /// A literal.
  case constant(Double)
  /// An element of a buffer.
  case load(Access)
  /// A scalar made by `define`.
  case scalar(String)
  /// A function of one argument.
  case unary(UnaryFunction, Expression)
  /// A function of two arguments.
  case binary(BinaryFunction, Expression, Expression)
}

/// One element of a buffer, by its index along each dimension.
public struct Access: Hashable, Sendable {
  /// The buffer's name.
  public var buffer: String
  /// One index per dimension.
  public var indices: [Affine]

  /// The element of `buffer` at `indices`.
  public init(_ buffer: String, _ indices: [Affine]) {
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
}

/// The functions of two arguments that both levels of the IR share.
public enum BinaryFunction: String, CaseIterable, Hashable, Sendable {
  case add, subtract, multiply, divide, minimum, maximum
}

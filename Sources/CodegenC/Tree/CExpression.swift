/// A C expression without side effects, calls aside.
public indirect enum CExpression: Hashable, Sendable {
  /// A name.
  case name(String)
  /// An integer literal; of type `int` where it fits.
  case integer(Int)
  /// A `float` literal; not a NaN.
  case float(Float)
  /// `operator operand`.
  case prefix(CPrefix, CExpression)
  /// `left operator right`.
  case binary(CBinary, CExpression, CExpression)
  /// `condition ? first : second`.
  case conditional(CExpression, CExpression, CExpression)
  /// `(type)operand`.
  case cast(CType, CExpression)
  /// `array[index]`.
  case element(CExpression, CExpression)
  /// `function(arguments)`.
  case call(String, [CExpression])
}

/// The operators in front of an operand.
public enum CPrefix: String, CaseIterable, Hashable, Sendable {
  case minus = "-"
  case address = "&"
}

/// The operators between two operands.
public enum CBinary: String, CaseIterable, Hashable, Sendable {
  case add = "+"
  case subtract = "-"
  case multiply = "*"
  case divide = "/"
  case remainder = "%"
  case less = "<"
  case differs = "!="
}

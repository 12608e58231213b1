import Foundation

/// Numbers are 64-bit floating point.
public enum RealSemantics: Semantics {
  /// The number itself.
  public static func value(_ number: Double) -> Double { number }
  /// The numbers themselves.
  public static func values(_ numbers: [Double]) -> [Double] { numbers }
  /// 0.
  public static var zero: Double { 0 }
  /// Sum.
  public static func add(_ left: Double, _ right: Double) -> Double { left + right }
  /// Product.
  public static func multiply(_ left: Double, _ right: Double) -> Double { left * right }
  /// In the order of the elements.
  public static func dot(
    _ left: UnsafeBufferPointer<Double>, _ right: UnsafeBufferPointer<Double>
  ) -> Double {
    var sum = 0.0
    for index in left.indices { sum += left[index] * right[index] }
    return sum
  }
  /// 0.
  public static var logZero: Double { 0 }
  /// Sum.
  public static func logAdd(_ left: Double, _ right: Double) -> Double { left + right }
  /// Difference.
  public static func logSubtract(_ left: Double, _ right: Double) -> Double { left - right }
  /// Product.
  public static func decayLog(_ step: Double, _ rate: Double) -> Double { step * rate }
  /// e^log.
  public static func decay(_ log: Double) -> Double { exp(log) }

  /// The function as documented at its case.
  public static func apply(_ function: UnaryFunction, _ argument: Double) -> Double {
    switch function {
    case .negate: -argument
    case .exp: exp(argument)
    case .silu: argument / (1 + exp(-argument))
    case .sigmoid: 1 / (1 + exp(-argument))
    case .softplus: argument > 20 ? argument : log1p(exp(argument))
    case .rsqrt: 1 / argument.squareRoot()
    case .gelu: argument * erfc(-argument / 2.0.squareRoot()) / 2
    case .geluTanh: UnaryFunction.geluTanh(argument) { exp($0) }
    case .relu: argument < 0 ? 0 : argument
    case .reluSquared: argument < 0 ? 0 : argument * argument
    case .decay: exp(argument)
    case .eluPlusOne: argument > 0 ? argument + 1 : exp(argument)
    }
  }

  /// The function as documented at its case.
  public static func apply(
    _ function: BinaryFunction, _ left: Double, _ right: Double
  ) -> Double {
    switch function {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .minimum: min(left, right)
    case .maximum: max(left, right)
    case .less: left < right ? 1 : 0
    }
  }

  /// By size.
  public static func less(_ left: Double, _ right: Double) -> Bool { left < right }

  /// The nearest number in the range.
  public static func clamp(_ argument: Double, _ lower: Double, _ upper: Double) -> Double {
    min(max(argument, lower), upper)
  }

  /// As the protocol says.
  public static func inverseRoot(sum: Double, count: Int, epsilon: Double) -> Double {
    1 / (sum / Double(count) + epsilon).squareRoot()
  }
}

import Foundation

/// The numbers that the loop interpreter computes with: `Double` as reference, `Float` as emitted programs do, `Residue` where
/// nothing may be rounded.
public protocol LoopScalar: Equatable, Sendable {
  /// What a literal stands for; what NaN stands for is undefined, and so is all that is made of it.
  static func value(_ number: Double) -> Self
  /// What a literal 0 stands for.
  static var zero: Self { get }
  /// A function of one number.
  static func apply(_ function: UnaryFunction, _ value: Self) -> Self
  /// A function of two numbers.
  static func apply(_ function: BinaryFunction, _ left: Self, _ right: Self) -> Self
  /// Runs the machine to its end; each type does it itself so that the compiler makes fast code for each.
  static func run(_ machine: inout LoopMachine<Self>) -> LoopFault?
}

extension LoopScalar {
  /// What memory holds before it is written.
  static var undefined: Self { value(.nan) }
}

/// Floating-point numbers, by functions that their library has for each.
public protocol FloatingLoopScalar: LoopScalar, BinaryFloatingPoint {
  /// e^v.
  static func exponential(_ value: Self) -> Self
  /// log(1 + v).
  static func logOnePlus(_ value: Self) -> Self
  /// 2/√π times the integral of e^(−t²) from v on.
  static func complementaryError(_ value: Self) -> Self
}

extension FloatingLoopScalar {
  /// The nearest number.
  @inline(__always)
  public static func value(_ number: Double) -> Self { Self(number) }

  /// The function as documented at its case.
  @inline(__always)
  public static func apply(_ function: UnaryFunction, _ value: Self) -> Self {
    switch function {
    case .negate: -value
    case .exp: exponential(value)
    case .silu: value / (1 + exponential(-value))
    case .sigmoid: 1 / (1 + exponential(-value))
    case .softplus: value > 20 ? value : logOnePlus(exponential(value))
    case .rsqrt: 1 / value.squareRoot()
    case .gelu: value * complementaryError(-value / Self(2).squareRoot()) / 2
    case .geluTanh: UnaryFunction.geluTanh(value) { exponential($0) }
    case .relu: value < 0 ? 0 : value
    case .reluSquared: value < 0 ? 0 : value * value
    case .decay: exponential(value)
    case .eluPlusOne: value > 0 ? value + 1 : exponential(value)
    }
  }

  /// The function as documented at its case; the least and greatest of an undefined number are undefined.
  @inline(__always)
  public static func apply(_ function: BinaryFunction, _ left: Self, _ right: Self) -> Self {
    switch function {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .minimum: left.isNaN || left < right ? left : right
    case .less: left < right ? 1 : 0
    case .maximum: left.isNaN || left > right ? left : right
    }
  }
}

extension Double: FloatingLoopScalar {
  /// e^v.
  public static func exponential(_ value: Double) -> Double { exp(value) }
  /// log(1 + v).
  public static func logOnePlus(_ value: Double) -> Double { log1p(value) }
  /// 2/√π times the integral of e^(−t²) from v on.
  public static func complementaryError(_ value: Double) -> Double { erfc(value) }
  /// Runs the machine to its end.
  public static func run(_ machine: inout LoopMachine<Double>) -> LoopFault? { machine.run() }
}

extension Float: FloatingLoopScalar {
  /// e^v.
  public static func exponential(_ value: Float) -> Float { exp(value) }
  /// log(1 + v).
  public static func logOnePlus(_ value: Float) -> Float { log1p(value) }
  /// 2/√π times the integral of e^(−t²) from v on.
  public static func complementaryError(_ value: Float) -> Float { erfc(value) }
  /// Runs the machine to its end.
  public static func run(_ machine: inout LoopMachine<Float>) -> LoopFault? { machine.run() }
}

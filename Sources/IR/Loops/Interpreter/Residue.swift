/// A number of which residues are kept: of its value modulo the prime p = 2³¹ − 1, and modulo p − 1 of its value as a log.
///
/// Sums, products, quotients and `exp`, which is `gˡ` for a primitive root g, obey exactly the laws that lowering relies on, and
/// graphs and loops compute with the same functions: so a graph and its loops agree without any tolerance. The number itself,
/// rounded, is carried along only to decide comparisons. The bounds of logs of decays bound nothing here, for they are exact but for rounding.
/// Other functions are pseudo-random ones of the residues.
public struct Residue: Sendable {
  /// The number, rounded: NaN where it is undefined.
  var real: Double
  /// Modulo p.
  var value: UInt64
  /// Modulo p − 1.
  var log: UInt64

  private static let prime = PrimeField.prime
  private static let order = PrimeField.order

  /// What literals and weights stand for: small integers for themselves, infinities for nothing but their order.
  public init(_ number: Double) {
    real = number
    if let integer = Int64(exactly: number), abs(integer) < 1 << 20 {
      value = UInt64(integer < 0 ? integer + Int64(Self.prime) : integer)
      log = UInt64(integer < 0 ? integer + Int64(Self.order) : integer)
    } else if number.isInfinite {
      (value, log) = (0, 0)
    } else {
      value = PrimeField.scramble(20, number.bitPattern, 0) % Self.prime
      log = PrimeField.scramble(21, number.bitPattern, 0) % Self.order
    }
  }

  private init(_ real: Double, value: UInt64, log: UInt64) {
    (self.real, self.value, self.log) = (real, value, log)
  }

  /// A function that no rewrite may look into.
  private static func opaque(_ real: Double, _ tag: UInt64, _ residue: Residue) -> Residue {
    let word = PrimeField.scramble(tag, residue.value, residue.log)
    return Residue(real, value: word % prime, log: (word >> 31) % order)
  }

  /// One divided by the number: as a log it is 1, as it stands in no log.
  private var inverse: Residue {
    var (result, square, exponent) = (UInt64(1), value, Self.prime - 2)
    while exponent > 0 {
      if exponent & 1 == 1 { result = result * square % Self.prime }
      square = square * square % Self.prime
      exponent >>= 1
    }
    return Residue(1 / real, value: result, log: 1)
  }

  private static func exponential(_ log: Residue) -> Residue {
    let real = RealSemantics.apply(.exp, log.real)
    // What is infinitely far below contributes nothing.
    return log.real == -.infinity
      ? .zero : Residue(real, value: PrimeField.decay(log.log), log: 1)
  }
}

extension Residue: Equatable {
  /// By residues; what is undefined differs from everything.
  public static func == (left: Residue, right: Residue) -> Bool {
    left.value == right.value && left.log == right.log && !left.real.isNaN && !right.real.isNaN
  }
}

extension Residue: LoopScalar {
  /// The residues of a number.
  public static func value(_ number: Double) -> Residue { Residue(number) }
  /// Zero, in both ways.
  public static var zero: Residue { Residue(0, value: 0, log: 0) }

  /// Exact where it is algebraic or linear piece by piece.
  public static func apply(_ function: UnaryFunction, _ argument: Residue) -> Residue {
    let real = RealSemantics.apply(function, argument.real)
    return switch function {
    case .negate: apply(.subtract, zero, argument)
    case .exp, .decay: exponential(argument)
    case .relu: argument.real < 0 ? zero : argument
    case .reluSquared: argument.real < 0 ? zero : apply(.multiply, argument, argument)
    case .silu: opaque(real, 22, argument)
    case .sigmoid: opaque(real, 23, argument)
    case .softplus: opaque(real, 24, argument)
    case .rsqrt: opaque(real, 25, argument)
    case .gelu: opaque(real, 26, argument)
    case .geluTanh: opaque(real, 27, argument)
    case .eluPlusOne: opaque(real, 28, argument)
    }
  }

  /// All are exact; the real numbers decide which is less.
  public static func apply(
    _ function: BinaryFunction, _ left: Residue, _ right: Residue
  ) -> Residue {
    switch function {
    case .add:
      Residue(
        left.real + right.real, value: (left.value + right.value) % prime,
        log: (left.log + right.log) % order)
    case .subtract:
      Residue(
        left.real - right.real, value: (left.value + prime - right.value) % prime,
        log: (left.log + order - right.log) % order)
    case .multiply:
      Residue(
        left.real * right.real, value: left.value * right.value % prime,
        log: left.log * right.log % order)
    case .divide: apply(.multiply, left, right.inverse).with(left.real / right.real)
    case .minimum:
      left.real.isNaN || left.real < right.real || right.isGreatestLog ? left : right
    case .maximum:
      left.real.isNaN || left.real > right.real || right.isLeastLog ? left : right
    case .less: left.real < right.real ? Residue(1) : zero
    }
  }

  /// Whether it is 0, where loops bound logs that only rounding could bring above it.
  private var isGreatestLog: Bool { self == .zero && real == 0 }

  /// Whether it is −104, where loops bound logs, as decays are 0 in 32 bits from there on.
  private var isLeastLog: Bool { real == -104 }

  private func with(_ real: Double) -> Residue { Residue(real, value: value, log: log) }

  /// Runs the machine to its end.
  public static func run(_ machine: inout LoopMachine<Residue>) -> LoopFault? { machine.run() }
}

extension Residue: Semantics {
  /// One for each.
  public static func values(_ numbers: [Double]) -> [Residue] { numbers.map(Residue.init) }
  /// Sum of both residues.
  public static func add(_ left: Residue, _ right: Residue) -> Residue { apply(.add, left, right) }
  /// Product of both residues.
  public static func multiply(_ left: Residue, _ right: Residue) -> Residue {
    apply(.multiply, left, right)
  }
  /// In the order of the elements.
  public static func dot(
    _ left: UnsafeBufferPointer<Residue>, _ right: UnsafeBufferPointer<Residue>
  ) -> Residue {
    left.indices.reduce(zero) { add($0, multiply(left[$1], right[$1])) }
  }
  /// Zero: logs are numbers as all others.
  public static var logZero: Residue { zero }
  /// Sum of both residues.
  public static func logAdd(_ left: Residue, _ right: Residue) -> Residue { add(left, right) }
  /// Difference of both residues.
  public static func logSubtract(_ left: Residue, _ right: Residue) -> Residue {
    apply(.subtract, left, right)
  }
  /// Product of both residues.
  public static func decayLog(_ step: Residue, _ rate: Residue) -> Residue { multiply(step, rate) }
  /// gˡ.
  public static func decay(_ log: Residue) -> Residue { exponential(log) }
  /// By the numbers themselves.
  public static func less(_ left: Residue, _ right: Residue) -> Bool { left.real < right.real }
  /// The nearest number in the range.
  public static func clamp(_ argument: Residue, _ lower: Double, _ upper: Double) -> Residue {
    apply(.minimum, apply(.maximum, argument, Residue(lower)), Residue(upper))
  }
  /// A pseudo-random function of the sum divided by the count, and epsilon.
  public static func inverseRoot(sum: Residue, count: Int, epsilon: Double) -> Residue {
    let mean = apply(.divide, sum, Residue(Double(count)))
    return apply(.rsqrt, add(mean, Residue(epsilon)))
  }
}

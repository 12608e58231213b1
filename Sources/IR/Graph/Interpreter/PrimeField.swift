/// Numbers are residues: values modulo the prime p = 2³¹ − 1, logs modulo p − 1, and `decay(l) = gˡ` for a primitive root g.
///
/// Sums, products and decays obey exactly the laws that chunking and fusion rely on, so two programs that
/// differ by those rewrites alone agree without any tolerance. Functions that no rewrite may look into
/// (silu, softplus, clamps, roots) are fixed pseudo-random functions of their arguments.
public enum PrimeField: Semantics {
  /// The modulus of values, a Mersenne prime.
  static let prime: UInt64 = (1 << 31) - 1
  /// The modulus of logs, the order of the multiplicative group.
  static let order: UInt64 = prime - 1
  /// 7 generates the multiplicative group modulo 2³¹ − 1.
  static let generator: UInt64 = 7

  /// A residue that depends on every bit of `number`; 0 and 1 stay themselves.
  public static func value(_ number: Double) -> UInt64 {
    switch number {
    case 0: 0
    case 1: 1
    default: scramble(1, number.bitPattern, 0) % prime
    }
  }

  /// One residue for each.
  public static func values(_ numbers: [Double]) -> [UInt64] { numbers.map(value) }
  /// 0.
  public static var zero: UInt64 { 0 }
  /// Sum modulo p.
  public static func add(_ left: UInt64, _ right: UInt64) -> UInt64 { (left + right) % prime }
  /// Product modulo p.
  public static func multiply(_ left: UInt64, _ right: UInt64) -> UInt64 { left * right % prime }
  /// Modulo p; sums are only folded on the way, by 2³¹ ≡ 1.
  public static func dot(
    _ left: UnsafeBufferPointer<UInt64>, _ right: UnsafeBufferPointer<UInt64>
  ) -> UInt64 {
    var sum: UInt64 = 0
    for index in left.indices {
      sum += left[index] * right[index]
      sum = (sum & prime) + (sum >> 31)
    }
    return sum % prime
  }
  /// 0.
  public static var logZero: UInt64 { 0 }
  /// Sum modulo p − 1.
  public static func logAdd(_ left: UInt64, _ right: UInt64) -> UInt64 { (left + right) % order }
  /// Difference modulo p − 1.
  public static func logSubtract(_ left: UInt64, _ right: UInt64) -> UInt64 {
    (left + order - right) % order
  }
  /// A pseudo-random log: only its use as a log is subject to rewrites.
  public static func decayLog(_ step: UInt64, _ rate: UInt64) -> UInt64 {
    scramble(2, step, rate) % order
  }

  /// g to the power of the log, modulo p.
  public static func decay(_ log: UInt64) -> UInt64 {
    var result: UInt64 = 1
    var square = generator
    var exponent = log
    while exponent > 0 {
      if exponent & 1 == 1 { result = multiply(result, square) }
      square = multiply(square, square)
      exponent >>= 1
    }
    return result
  }

  /// Negation is exact, the others are pseudo-random.
  public static func apply(_ function: UnaryFunction, _ argument: UInt64) -> UInt64 {
    switch function {
    case .negate: (prime - argument) % prime
    case .exp: scramble(3, argument, 0) % prime
    case .silu: scramble(4, argument, 0) % prime
    case .sigmoid: scramble(5, argument, 0) % prime
    case .softplus: scramble(6, argument, 0) % prime
    case .rsqrt: scramble(7, argument, 0) % prime
    case .gelu: scramble(15, argument, 0) % prime
    case .geluTanh: scramble(16, argument, 0) % prime
    case .relu: scramble(17, argument, 0) % prime
    case .reluSquared: scramble(18, argument, 0) % prime
    case .decay: apply(.exp, argument)
    case .eluPlusOne: scramble(19, argument, 0) % prime
    }
  }

  /// Ring operations are exact and residues are compared, the others are pseudo-random.
  public static func apply(
    _ function: BinaryFunction, _ left: UInt64, _ right: UInt64
  ) -> UInt64 {
    switch function {
    case .add: add(left, right)
    case .subtract: (left + prime - right) % prime
    case .multiply: multiply(left, right)
    case .divide: scramble(8, left, right) % prime
    case .minimum: scramble(9, min(left, right), max(left, right)) % prime
    case .maximum: scramble(10, min(left, right), max(left, right)) % prime
    case .less: left < right ? 1 : 0
    }
  }

  /// By residue.
  public static func less(_ left: UInt64, _ right: UInt64) -> Bool { left < right }

  /// Pseudo-random in the argument and both limits.
  public static func clamp(_ argument: UInt64, _ lower: Double, _ upper: Double) -> UInt64 {
    scramble(11, argument, scramble(12, lower.bitPattern, upper.bitPattern)) % prime
  }

  /// Pseudo-random in all arguments.
  public static func inverseRoot(sum: UInt64, count: Int, epsilon: Double) -> UInt64 {
    scramble(13, sum, scramble(14, UInt64(count), epsilon.bitPattern)) % prime
  }

  /// A well-mixed function of its arguments: rounds of the finaliser of splitmix64.
  static func scramble(_ tag: UInt64, _ left: UInt64, _ right: UInt64) -> UInt64 {
    var z = tag &* 0x9E37_79B9_7F4A_7C15
    for word in [left, right] {
      z = (z ^ word) &+ 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      z ^= z >> 31
    }
    return z
  }
}

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A tensor of seeded random numbers, each computed from its own index: any part can be made alone, in any order.
public struct RandomTensor: Hashable, Sendable {
  /// The extents.
  public var shape: [Int]
  /// How the numbers are distributed.
  public var distribution: Distribution
  /// Where in the sequence of all seeds this tensor starts.
  private var key: UInt64

  /// How the numbers of a tensor are distributed.
  public enum Distribution: Hashable, Sendable {
    /// All the same.
    case constant(Float)
    /// Uniform in −bound … bound.
    case uniform(bound: Float)
    /// Bell-shaped with mean 0: a sum of four uniform numbers, so beyond ±2√3 deviations there is nothing.
    case bell(deviation: Float)
    /// ln u for uniform u.
    case logUniform(ClosedRange<Double>)
    /// softplus⁻¹(e^v), for v uniform between the logarithms of the bounds.
    case inverseSoftplus(ClosedRange<Double>)
  }

  /// The tensor `name` of the model with this `seed`.
  public init(name: String, seed: UInt64, shape: [Int], distribution: Distribution) {
    self.shape = shape
    self.distribution = distribution
    // FNV-1a of the name.
    let hash = name.utf8.reduce(UInt64(0xCBF2_9CE4_8422_2325)) {
      ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3
    }
    self.key = Self.mixed(Self.mixed(seed) ^ hash)
  }

  /// Writes elements `first ..< first + values.count`.
  public func read(from first: Int, into values: UnsafeMutableBufferPointer<Float>) {
    switch distribution {
    case .constant(let value):
      values.update(repeating: value)
    case .uniform(let bound):
      fill(values, first) { bound * (2 * Float($0 >> 40) * 0x1p-24 - 1) }
    case .bell(let deviation):
      // The sum of four uniform numbers has variance 1/3.
      let scale = deviation * Float(3).squareRoot() * 0x1p-16
      fill(values, first) { bits in
        let sum = (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + bits >> 48
        return scale * (Float(sum) - 131_070)
      }
    case .logUniform(let range):
      fill(values, first) { Float(log(range.interpolated(Self.unit($0)))) }
    case .inverseSoftplus(let range):
      let logs = log(range.lowerBound)...log(range.upperBound)
      fill(values, first) { bits in
        let step = exp(logs.interpolated(Self.unit(bits)))
        return Float(step + log(-expm1(-step)))
      }
    }
  }

  private func fill(
    _ values: UnsafeMutableBufferPointer<Float>, _ first: Int, _ value: (UInt64) -> Float
  ) {
    for index in values.indices {
      let counter = UInt64(truncatingIfNeeded: first &+ index) &+ 1
      values[index] = value(Self.mixed(key &+ counter &* 0x9E37_79B9_7F4A_7C15))
    }
  }

  private static func unit(_ bits: UInt64) -> Double { Double(bits >> 11) * 0x1p-53 }

  /// The output function of SplitMix64 (Steele, Lea and Flood 2014).
  private static func mixed(_ state: UInt64) -> UInt64 {
    var bits = state
    bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
    return bits ^ bits >> 31
  }
}

extension ClosedRange<Double> {
  /// The number at `share` of the way from the lower to the upper bound.
  fileprivate func interpolated(_ share: Double) -> Double {
    lowerBound + share * (upperBound - lowerBound)
  }
}

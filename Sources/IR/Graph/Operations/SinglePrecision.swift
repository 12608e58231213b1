extension Double {
  /// Whether the number can be one of 32 bits, as which programs have it: neither infinite nor, unless it is zero, gone.
  public var fitsSingle: Bool {
    let single = Float(self)
    return single.isFinite && (single != 0 || self == 0)
  }

  /// Whether the number can be an epsilon: above zero, and of full precision in 32 bits.
  public var fitsEpsilon: Bool { fitsSingle && Float(self) >= Float.leastNormalMagnitude }
}

extension AttributeReader {
  /// Takes a number that 32 bits can hold.
  mutating func single(_ name: String) throws -> Double {
    let value = try real(name)
    guard value.fitsSingle else {
      throw failure("needs a number '\(name)' that fits in 32 bits, found \(value)")
    }
    return value
  }

  /// Takes what a norm adds to a mean of squares: a number of 0 or more that 32 bits can hold.
  mutating func epsilon(_ name: String) throws -> Double {
    let value = try single(name)
    guard value >= 0 else {
      throw failure("needs a number '\(name)' of at least 0, found \(value)")
    }
    return value
  }
}

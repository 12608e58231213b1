/// In which order the iterations of parallel loops run; programs without races give the same results in any.
public enum LoopOrder: Hashable, Sendable {
  case forward, reversed
  /// A permutation that the seed determines, another for each time a loop is entered.
  case shuffled(UInt64)
}

/// Steele, Lea & Flood 2014, "Fast splittable pseudorandom number generators".
enum SplitMix64 {
  /// The next 64 bits.
  static func next(_ state: inout UInt64) -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }

  /// A number in `0 ..< bound`, for a positive bound.
  static func below(_ bound: Int, _ state: inout UInt64) -> Int {
    Int(next(&state) % UInt64(bound))
  }

  /// A number in `1 ..< bound`, or 1, that has no factor in common with the bound.
  static func coprime(to bound: Int, _ state: inout UInt64) -> Int {
    while bound > 2 {
      let candidate = below(bound - 1, &state) + 1
      var (large, small) = (bound, candidate)
      while small != 0 { (large, small) = (small, large % small) }
      if large == 1 { return candidate }
    }
    return 1
  }
}

/// Ways to give a sequence to a program in several calls, the same in every run of the tests.
struct SeededSplit {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// The lengths of calls that together take `count` tokens: steps, short calls and long ones.
  mutating func lengths(_ count: Int) -> [Int] {
    var left = count
    var lengths: [Int] = []
    while left > 0 {
      let next = min(left, [1, 1, 2, 3, 5, 17, 64, 100][draw() % 8])
      lengths.append(next)
      left -= next
    }
    return lengths
  }

  /// A number of 31 bits, by a linear congruential generator's high ones.
  private mutating func draw() -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33)
  }
}

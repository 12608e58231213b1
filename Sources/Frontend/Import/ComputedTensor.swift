/// A parameter that follows from the architecture and is in no checkpoint.
public enum ComputedTensor: Hashable, Sendable {
  /// Stretches of equal numbers.
  case sections([Section])
  /// Cosines and sines of rotary positions.
  case rotary(RotaryTable)

  /// `count` numbers of the same `value`.
  public struct Section: Hashable, Sendable {
    /// How many.
    public var count: Int
    /// Which.
    public var value: Double

    /// `count` times `value`.
    public init(_ count: Int, _ value: Double) { (self.count, self.value) = (count, value) }
  }

  /// Writes elements `first ..< first + values.count`.
  public func read(from first: Int, into values: UnsafeMutableBufferPointer<Float>) {
    switch self {
    case .sections(let sections):
      var start = 0
      for section in sections {
        let range = (start..<start + section.count).clamped(to: first..<first + values.count)
        for index in range { values[index - first] = Float(section.value) }
        start += section.count
      }
    case .rotary(let table):
      for index in values.indices { values[index] = table.element(first + index) }
    }
  }
}

import IR

/// A model's weights, with what tells one set of weights from another.
final class IdentifiedWeights: WeightSource {
  private let source: any WeightSource
  /// A running digest of everything read, in the order of reading. Not cryptographic: it tells models apart, and the
  /// payload's SHA-256 guards their integrity.
  private(set) var identity: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Follows what is read of `source`.
  init(_ source: any WeightSource) { self.source = source }

  /// Reads as the source does.
  func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try source.read(name, range, into: buffer)
    var hash = identity
    for value in buffer {
      hash = (hash ^ UInt64(value.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    identity = hash
  }
}

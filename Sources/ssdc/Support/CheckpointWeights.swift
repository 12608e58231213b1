import Foundation
import Frontend
import IR

/// A checkpoint as the source of a model's weights, which also tells one set of weights from another.
final class CheckpointWeights: WeightSource {
  private let checkpoint: Checkpoint
  /// A running digest of everything read, in the order of reading. Not cryptographic: it tells models apart, and the
  /// payload's SHA-256 guards their integrity.
  private(set) var identity: UInt64 = 0xCBF2_9CE4_8422_2325

  init(_ checkpoint: Checkpoint) { self.checkpoint = checkpoint }

  func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws {
    try checkpoint.read(name, from: range.lowerBound, into: buffer)
    var hash = identity
    for value in buffer {
      hash = (hash ^ UInt64(value.bitPattern)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    identity = hash
  }
}

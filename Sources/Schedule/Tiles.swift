import Diagnostics
import IR

/// The tiles of attention, nil for the defaults: its running softmax goes from tile to tile of keys, which makes them a part of the
/// algorithm.
public struct Tiles: Hashable, Sendable {
  /// Queries, and keys, that are worked on together.
  public var queries, keys: Int?

  /// Tiles of some sizes.
  public init(queries: Int? = nil, keys: Int? = nil) { (self.queries, self.keys) = (queries, keys) }

  /// The queries and keys of a tile of heads of `depth` channels; throws E0903 where their arrays would not fit the stack.
  public func attention(depth: Int) throws -> (queries: Int, keys: Int) {
    let room = max(1, Buffer.stackLimit / max(1, depth))
    let usual = DefaultSchedule.attentionTile
    let queries = queries ?? min(usual, 1 << (Int.bitWidth - 1 - room.leadingZeroBitCount))
    let keys = keys ?? usual
    let elements = queries * max(depth, keys, queries)
    guard elements <= Buffer.stackLimit else {
      let square = Int(Double(Buffer.stackLimit).squareRoot())
      throw Diagnostic(
        .badRewrite,
        "attention to tiles of \(queries) queries and \(keys) keys needs arrays of \(elements) numbers, expected at most \(Buffer.stackLimit)",
        at: FileLocation("schedule", "attention"),
        help: keys > Buffer.stackLimit
          ? "take at most \(Buffer.stackLimit) keys"
          : "take at most \(min(square, Buffer.stackLimit / max(depth, keys))) queries")
    }
    return (queries, keys)
  }
}

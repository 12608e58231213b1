/// A state that grows with the sequence: blocks of one row for each token of the context, of which a saved state holds those
/// of the tokens seen.
public struct GrowingState: Hashable, Sendable {
  /// Floats before it in the memory of states.
  public var offset: Int
  /// How many there are, one behind the other.
  public var blocks: Int
  /// Floats of one token in one of them.
  public var rowElements: Int

  /// Blocks of rows at `offset`.
  public init(offset: Int, blocks: Int, rowElements: Int) {
    self.offset = offset
    self.blocks = blocks
    self.rowElements = rowElements
  }

  /// All states as they lie in memory, from those saved after `tokens` tokens; nil if `saved` has too few numbers.
  public static func unpack(
    _ saved: [Float], _ growing: [GrowingState], tokens: Int, context: Int, elements: Int
  ) -> [Float]? {
    var (states, next) = ([Float](), 0)
    func take(_ count: Int) -> Bool {
      guard count >= 0, next + count <= saved.count else { return false }
      states += saved[next..<next + count]
      next += count
      return true
    }
    for state in growing {
      for block in 0..<state.blocks {
        let first = state.offset + block * context * state.rowElements
        guard take(first - states.count), take(tokens * state.rowElements) else { return nil }
        states += [Float](repeating: 0, count: (context - tokens) * state.rowElements)
      }
    }
    return take(elements - states.count) ? states : nil
  }
}

import IR

extension DefaultSchedule {
  /// Tokens in one segment of prefill, about; rounded to whole chunks.
  package static let segmentTokens = 256

  /// Queries, and keys, that attention works on together: a tile of scores stays in the first-level cache.
  static let attentionTile = 64

  /// Columns of a product with a weight that are computed together, a multiple of the panel width: fewer where there is only one
  /// row, so that all threads have some.
  static func columns(for tokens: NestLabel.Tokens) -> Int {
    switch tokens {
    case .many: 64
    case .one: 32
    }
  }
}

import IR

extension DefaultSchedule {
  /// Tokens in one segment of prefill, about; rounded to whole chunks.
  package static let segmentTokens = 256

  /// Queries, and keys, that attention works on together: a tile of scores stays in the first-level cache.
  static let attentionTile = 64
}

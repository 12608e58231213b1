import Diagnostics

/// Keys that say which blocks are of which kind.
extension ConfigReader {
  /// The kinds of `count` blocks, of as many as are listed if that is nil; nil where `key` is absent.
  func blockTypes(_ key: String, count: Int?) throws -> [String]? {
    guard let types = try strings(key) else { return nil }
    if let count, types.count != count {
      throw failure(.configValue, key, "has \(types.count) entries for \(count) blocks")
    }
    return types
  }

  /// The numbers of blocks in the array at `key`, of a model of `count`; none where it is absent.
  func blockIndices(_ key: String, below count: Int) throws -> Set<Int> {
    Set(
      try integers(key).map { index in
        guard (0..<count).contains(index) else {
          throw failure(.configValue, key, "has \(index), expected 0 to \(count - 1)")
        }
        return index
      })
  }
}

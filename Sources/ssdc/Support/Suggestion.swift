/// Guesses what a mistyped word was meant to be.
enum Suggestion {
  /// The one of `names` that `word` most likely is, nil where none is near.
  ///
  /// A word that a name starts with is near, and so is one with a slip for every three characters, dashes aside.
  static func nearest(to word: String, among names: [String]) -> String? {
    let typed = bare(word)
    guard !typed.isEmpty else { return nil }
    let near = names.map { name in
      (name, bare(name).starts(with: typed) ? 1 : slips(typed, bare(name)))
    }
    .filter { $0.1 <= max(1, typed.count / 3) }
    return near.min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  private static func bare(_ word: String) -> [Character] {
    Array(word.drop { $0 == "-" }.lowercased())
  }

  /// The fewest characters added, left out, replaced or swapped with the next (optimal string alignment distance).
  private static func slips(_ left: [Character], _ right: [Character]) -> Int {
    var rows = [Array(0...right.count)]
    for (row, character) in left.enumerated() {
      var next = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(
          rows[row][column] + (character == other ? 0 : 1), rows[row][column + 1] + 1,
          next[column] + 1)
        if row > 0, column > 0, character == right[column - 1], left[row - 1] == other {
          best = min(best, rows[row - 1][column - 1] + 1)
        }
        next.append(best)
      }
      rows.append(next)
    }
    return rows[left.count][right.count]
  }
}

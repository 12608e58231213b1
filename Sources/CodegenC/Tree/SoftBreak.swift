/// Breaks long lines of C where their makers allow it.
enum SoftBreak {
  /// Stands where a line may be broken, and is a space where it is not; no name, literal or comment contains it.
  static let mark: Character = "\u{1}"

  /// Columns of a line.
  static let columns = 100

  /// `line`, which starts after `indent` spaces, as lines; those after the first are indented by four more.
  static func lines(_ line: String, indent: Int) -> [String] {
    var lines: [String] = []
    var current = String(repeating: " ", count: indent)
    var isFresh = true
    for piece in line.split(separator: mark, omittingEmptySubsequences: false) {
      if !isFresh {
        if current.count + 1 + piece.count > columns {
          lines.append(current)
          current = String(repeating: " ", count: indent + 4)
        } else {
          current += " "
        }
      }
      current += piece
      isFresh = false
    }
    return lines + [current]
  }
}

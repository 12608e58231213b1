/// Breaks long lines of C where their makers allow it: as far outside of brackets as possible, then as late as possible.
enum SoftBreak {
  /// Marks where a line may be broken, looser places first; each is a space where it is not. No name, literal or
  /// comment contains them.
  enum FileLocation: UInt32, CaseIterable {
    /// After `=`, a comma, a semicolon or the parts of a condition.
    case part = 1
    /// After `<`, `+` and `-`.
    case term = 2
    /// After `*`, `/` and `%`.
    case factor = 3
  }

  /// Columns of a line.
  static let columns = 100

  /// `line`, which starts after `indent` spaces, as lines; those after the first are indented by four more.
  static func lines(_ line: String, indent: Int) -> [String] {
    var lines: [String] = []
    var rest = pieces(of: line)
    var column = indent
    while !rest.isEmpty {
      let count = fitting(rest, columns - column)
      let text = rest[..<count].map(\.text).joined(separator: " ")
      lines.append(String(repeating: " ", count: column) + text)
      rest = Array(rest[count...])
      column = indent + 4
    }
    return lines
  }

  /// `line` on one line.
  static func plain(_ line: String) -> String {
    pieces(of: line).map(\.text).joined(separator: " ")
  }

  /// Text up to a mark, and how bad it is to break there.
  private struct Piece {
    var text: String
    var cost: Int
  }

  private static func pieces(of line: String) -> [Piece] {
    var pieces: [Piece] = []
    var (text, depth) = ("", 0)
    for scalar in line.unicodeScalars {
      if let place = FileLocation(rawValue: scalar.value) {
        let cost = depth * FileLocation.allCases.count + Int(place.rawValue)
        pieces.append(Piece(text: text, cost: cost))
        text = ""
        continue
      }
      text.unicodeScalars.append(scalar)
      if "([{".unicodeScalars.contains(scalar) { depth += 1 }
      if ")]}".unicodeScalars.contains(scalar) { depth -= 1 }
    }
    return pieces + [Piece(text: text, cost: 0)]
  }

  /// How many pieces to put on a line of `room` columns; at least one.
  private static func fitting(_ pieces: [Piece], _ room: Int) -> Int {
    var (width, best) = (-1, 0)
    for (index, piece) in pieces.enumerated() {
      width += 1 + piece.text.count
      if width > room { break }
      if index == pieces.count - 1 { return pieces.count }
      if best == 0 || piece.cost <= pieces[best - 1].cost { best = index + 1 }
    }
    return max(best, 1)
  }
}

extension SoftBreak.FileLocation {
  /// The mark itself.
  var mark: String { UnicodeScalar(rawValue).map { String($0) } ?? " " }
}

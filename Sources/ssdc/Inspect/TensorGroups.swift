/// Merges the tensors of like blocks, so that a model of any depth fits a screen.
enum TensorGroups {
  /// Rows with tensors of equal type and shape merged, whose names differ only in their first number; in the order of
  /// the first of each.
  static func merged(_ rows: [TensorRow]) -> [TensorRow] {
    var groups: [Key: Int] = [:]
    var merged: [(row: TensorRow, pattern: Pattern?, numbers: [Int])] = []
    for row in rows {
      guard let (pattern, number) = Pattern.match(row.name) else {
        merged.append((row, nil, []))
        continue
      }
      let key = Key(pattern: pattern, type: row.type, shape: row.shape)
      if let index = groups[key] {
        merged[index].numbers.append(number)
        merged[index].row.count &+= row.count
        merged[index].row.bytes &+= row.bytes
      } else {
        groups[key] = merged.count
        merged.append((row, pattern, [number]))
      }
    }
    return merged.map { group in
      guard let pattern = group.pattern, group.numbers.count > 1 else { return group.row }
      var row = group.row
      row.name = pattern.prefix + "{\(ranges(group.numbers))}" + pattern.suffix
      return row
    }
  }

  /// Ascending numbers in ranges: `0..2,5,7..9`.
  static func ranges(_ numbers: [Int]) -> String {
    var ranges: [ClosedRange<Int>] = []
    for number in Set(numbers).sorted() {
      if let last = ranges.last, number - 1 == last.upperBound {
        ranges[ranges.count - 1] = last.lowerBound...number
      } else {
        ranges.append(number...number)
      }
    }
    return ranges.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)..\($0.upperBound)" }
      .joined(separator: ",")
  }

  private struct Key: Hashable {
    var pattern: Pattern
    var type: String
    var shape: [Int]
  }

  /// A name around its first part that is a number.
  private struct Pattern: Hashable {
    var prefix: String
    var suffix: String

    static func match(_ name: String) -> (Pattern, Int)? {
      let parts = name.split(separator: ".", omittingEmptySubsequences: false)
      // Nine digits and no leading zero: a number that is written in one way only.
      guard
        let index = parts.firstIndex(where: { part in
          part.utf8.count <= 9 && part.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (part == "0" || !part.hasPrefix("0"))
        }), let number = Int(parts[index])
      else { return nil }
      let prefix = parts[..<index].map { $0 + "." }.joined()
      let suffix = parts[(index + 1)...].map { "." + $0 }.joined()
      return (Pattern(prefix: prefix, suffix: suffix), number)
    }
  }
}

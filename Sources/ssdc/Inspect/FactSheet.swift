import Diagnostics
import Foundation
import Project

/// Writes the members of a JSON object for people: a line each, values aligned, nested objects indented.
enum FactSheet {
  /// The most characters of a value that are shown.
  private static let longest = 1000

  /// The lines of `members`, `depth` levels in.
  static func text(_ members: [OrderedJSON.Member], depth: Int = 0) -> String {
    let indent = String(repeating: "  ", count: depth)
    let width = (members.filter { !isSection($0.value) }.map { shown($0.key).count }.max() ?? 0) + 2
    return members.flatMap { member -> [String] in
      let key = shown(member.key)
      switch member.value {
      case .object(let inner) where inner.isEmpty: return [indent + key.padded(to: width) + "none"]
      case .object(let inner): return [indent + key, text(inner, depth: depth + 1)]
      case .list(let elements) where elements.contains(where: isSection):
        return elements.enumerated().map { index, element in
          indent + (index == 0 ? key : "").padded(to: width) + inline(element)
        }
      case .null, .flag, .integer, .number, .text, .list:
        return [indent + key.padded(to: width) + inline(member.value, of: member.key)]
      }
    }.joined(separator: "\n")
  }

  /// Bytes with a unit that is easy to read: `1536 (1.5 KiB)`.
  static func bytes(_ count: Int) -> String {
    count < 1024 ? "\(count)" : "\(count) (\(size(count)))"
  }

  /// Bytes in the unit that is easy to read alone: `1.5 KiB`.
  static func size(_ count: Int) -> String {
    var (size, unit) = (Double(count), 0)
    let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    while size >= 1024, unit < units.count - 1 { (size, unit) = (size / 1024, unit + 1) }
    return unit == 0 ? "\(count) B" : "\(String(format: "%.1f", size)) \(units[unit])"
  }

  private static func isSection(_ value: OrderedJSON) -> Bool {
    if case .object = value { true } else { false }
  }

  private static func inline(_ value: OrderedJSON, of key: String = "") -> String {
    switch value {
    case .null: "none"
    case .flag(let flag): flag ? "yes" : "no"
    case .integer(let count) where key.hasSuffix("bytes"): bytes(count)
    case .integer, .number: value.compact
    case .text(let text): shown(text)
    case .list(let elements):
      elements.isEmpty ? "none" : elements.map { inline($0) }.joined(separator: ", ")
    case .object(let members):
      members.map { "\(shown($0.key)) \(inline($0.value))" }.joined(separator: ", ")
    }
  }

  private static func shown(_ text: String) -> String {
    let head = DiagnosticRenderer.printable(String(text.unicodeScalars.prefix(longest)))
    return text.unicodeScalars.count > longest ? head + "…" : head
  }
}

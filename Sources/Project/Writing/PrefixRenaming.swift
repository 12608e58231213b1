/// Puts a model's prefix in the place of the runtime's, and keeps the text in good form.
struct PrefixRenaming {
  private let lower: [UInt8]
  private let upper: [UInt8]
  /// Columns behind the brackets that are open in the statement, before the renaming and after it.
  private var open: [(old: Int, new: Int)] = []

  /// The renaming for the model `name`.
  init(_ name: ModelName) {
    (lower, upper) = (Array(name.text.utf8), Array(name.text.uppercased().utf8))
  }

  /// `text` with the prefix replaced in whole identifiers; what was aligned to a bracket still is.
  func text(_ text: String) -> String {
    var lines = self
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { lines.line($0) }.joined(separator: "\n")
  }

  private mutating func line(_ line: Substring) -> String {
    let bytes = Array(line.utf8)
    let indent = bytes.prefix { $0 == UInt8(ascii: " ") }.count
    let aligned = open.last { $0.old == indent }?.new ?? indent
    var result = [UInt8](repeating: UInt8(ascii: " "), count: aligned)
    var position = indent
    while position < bytes.count {
      let identifier = bytes[position...].prefix(while: Self.isIdentifierByte)
      if identifier.isEmpty {
        result.append(bytes[position])
        position += 1
        track(bytes[position - 1], position, result.count)
      } else {
        result += renamed(identifier)
        position = identifier.endIndex
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Notes brackets; statements and blocks end all that is open, whatever texts and comments contained.
  private mutating func track(_ byte: UInt8, _ old: Int, _ new: Int) {
    switch byte {
    case UInt8(ascii: "("): open.append((old, new))
    case UInt8(ascii: ")"): _ = open.popLast()
    case UInt8(ascii: ";"), UInt8(ascii: "{"), UInt8(ascii: "}"): open = []
    default: break
    }
  }

  private func renamed(_ identifier: ArraySlice<UInt8>) -> [UInt8] {
    let rest = identifier.dropFirst(4)
    guard rest.isEmpty || rest.first == UInt8(ascii: "_") else { return Array(identifier) }
    if identifier.starts(with: "ssdc".utf8) { return lower + rest }
    if identifier.starts(with: "SSDC".utf8) { return upper + rest }
    return Array(identifier)
  }

  private static func isIdentifierByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}

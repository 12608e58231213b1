extension CInitializer {
  /// Bytes of text in one piece of a string literal; C99 compilers need not take more than 4095 in all.
  private static let piece = 72

  /// `text` as string literals side by side, each short enough for a line and cut behind a comma where one is near:
  /// everything but plain characters is escaped.
  static func literals(_ text: String) -> [String] {
    var pieces: [String] = []
    var current = ""
    for byte in text.utf8 {
      current += escaped(byte)
      if current.utf8.count >= (byte == UInt8(ascii: ",") ? piece / 2 : piece) {
        pieces.append("\"\(current)\"")
        current = ""
      }
    }
    if !current.isEmpty || pieces.isEmpty { pieces.append("\"\(current)\"") }
    return pieces
  }

  /// Octal escapes have a fixed length, so that no digit behind one belongs to it; `?` could start a trigraph.
  private static func escaped(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "\\"): return "\\\\"
    case UInt8(ascii: "\""): return "\\\""
    case UInt8(ascii: "\n"): return "\\n"
    case UInt8(ascii: "?"): return "\\?"
    case 0x20..<0x7F: return String(UnicodeScalar(byte))
    default:
      let digits = String(byte, radix: 8)
      return "\\" + String(repeating: "0", count: 3 - digits.count) + digits
    }
  }
}

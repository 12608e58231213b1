import Diagnostics

extension JSONParser {
  /// The string whose opening quote is at the position, unescaped.
  mutating func string() throws -> String {
    let start = position
    position += 1
    var end = position
    while end < bytes.count, isPlain(bytes[end]) { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "\"") else {
      return try escapedString(start: start, plain: end)
    }
    let text = try text(UnsafeRawBufferPointer(rebasing: bytes[position..<end]), start: start)
    position = end + 1
    return text
  }

  private func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\")
  }

  private func text(_ utf8: UnsafeRawBufferPointer, start: Int) throws -> String {
    guard let text = String(validating: utf8, as: UTF8.self) else {
      throw failure(.jsonText, "a string is not valid UTF-8", at: start)
    }
    return text
  }

  /// The rest of a string that has an escape, or something illegal, at `plain`.
  private mutating func escapedString(start: Int, plain: Int) throws -> String {
    var utf8 = [UInt8](bytes[position..<plain])
    position = plain
    while let byte = current {
      switch byte {
      case UInt8(ascii: "\""):
        position += 1
        return try utf8.withUnsafeBytes { try text($0, start: start) }
      case UInt8(ascii: "\\"):
        try escape(into: &utf8)
      case 0..<0x20:
        throw failure(.jsonSyntax, "a string has an unescaped control character")
      default:
        utf8.append(byte)
        position += 1
      }
    }
    throw failure(.jsonSyntax, "a string is not terminated", at: start)
  }

  private mutating func escape(into utf8: inout [UInt8]) throws {
    let start = position
    position += 1
    guard let letter = current else { throw unexpected("the rest of an escape") }
    position += 1
    switch letter {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): utf8.append(letter)
    case UInt8(ascii: "b"): utf8.append(0x08)
    case UInt8(ascii: "f"): utf8.append(0x0C)
    case UInt8(ascii: "n"): utf8.append(0x0A)
    case UInt8(ascii: "r"): utf8.append(0x0D)
    case UInt8(ascii: "t"): utf8.append(0x09)
    case UInt8(ascii: "u"):
      utf8 += String(try escapedScalar(start: start)).utf8
    default: throw failure(.jsonSyntax, "a string has an unknown escape", at: start)
    }
  }

  /// The scalar after `\u`, which may take a second escape: above U+FFFF, JSON writes a pair of surrogates.
  private mutating func escapedScalar(start: Int) throws -> Unicode.Scalar {
    let first = try fourDigits(start: start)
    if let scalar = Unicode.Scalar(first) { return scalar }
    if first < 0xDC00, bytes.count - position >= 6, bytes[position] == UInt8(ascii: "\\"),
      bytes[position + 1] == UInt8(ascii: "u")
    {
      position += 2
      let second = try fourDigits(start: start)
      if (0xDC00...0xDFFF).contains(second),
        let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
      {
        return scalar
      }
    }
    throw failure(.jsonText, "a string has an unpaired surrogate", at: start)
  }

  private mutating func fourDigits(start: Int) throws -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let byte = current, let digit = hexadecimal(byte) else {
        throw failure(.jsonSyntax, "'\\u' is not followed by four hexadecimal digits", at: start)
      }
      value = value << 4 | digit
      position += 1
    }
    return value
  }

  private func hexadecimal(_ byte: UInt8) -> UInt32? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(byte - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(byte - UInt8(ascii: "a")) + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(byte - UInt8(ascii: "A")) + 10
    default: nil
    }
  }
}

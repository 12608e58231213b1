/// The printable characters that byte-level vocabularies write bytes with.
///
/// Printable Latin-1 bytes stand for themselves; the other 68 are numbered from U+0100 on (GPT-2's `bytes_to_unicode`).
enum ByteAlphabet {
  /// The character of each byte.
  static let characters: [Unicode.Scalar] = {
    var next: UInt16 = 0x100
    return (UInt8.min...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()

  /// The byte of each such character, by code point; nothing for other characters.
  private static let bytes: [UInt8?] = {
    var bytes = [UInt8?](repeating: nil, count: 0x144)
    for (byte, character) in zip(UInt8.min...UInt8.max, characters) {
      bytes[Int(character.value)] = byte
    }
    return bytes
  }()

  /// The bytes that `token` spells, or nil where a character of it spells none.
  static func bytes(spelledBy token: [UInt8]) -> [UInt8]? {
    var spelled: [UInt8] = []
    spelled.reserveCapacity(token.count)
    for character in String(decoding: token, as: UTF8.self).unicodeScalars {
      guard character.value < bytes.count, let byte = bytes[Int(character.value)] else {
        return nil
      }
      spelled.append(byte)
    }
    return spelled
  }
}

/// The tokens `<0x00>` … `<0xFF>` that spell one byte in vocabularies of characters.
enum ByteToken {
  /// The token of `byte` as encoders look it up.
  static func name(of byte: UInt8) -> [UInt8] {
    let digits = String(byte, radix: 16, uppercase: true)
    return Array("<0x\(digits.count == 1 ? "0" : "")\(digits)>".utf8)
  }

  /// The byte of a token as decoders recognise it: they also read lower case.
  static func byte(of token: [UInt8]) -> UInt8? {
    guard token.count == 6, token.starts(with: "<0x".utf8), token[5] == UInt8(ascii: ">") else {
      return nil
    }
    return UInt8(String(decoding: token[3..<5], as: UTF8.self), radix: 16)
  }
}

/// U+2581, the visible stand-in for a space in vocabularies derived from sentencepiece.
enum SpaceMarker {
  /// The marker as it stands in a file.
  static let character: Unicode.Scalar = "\u{2581}"
  /// The marker in UTF-8.
  static let bytes = Array("\u{2581}".utf8)

  /// `text` with every marker replaced by a space.
  static func toSpaces(_ text: [UInt8]) -> [UInt8] {
    var out: [UInt8] = []
    out.reserveCapacity(text.count)
    var at = 0
    while at < text.count {
      if text[at...].starts(with: bytes) {
        out.append(UInt8(ascii: " "))
        at += bytes.count
      } else {
        out.append(text[at])
        at += 1
      }
    }
    return out
  }
}

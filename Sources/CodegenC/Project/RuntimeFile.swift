/// A file of `Runtime/`, as it is in the compiler.
struct RuntimeFile: Sendable {
  /// Its path below `Runtime/`.
  var path: String
  /// Its text, in which every name that other files see starts with `ssdc` or `SSDC`.
  var text: String

  /// The name without folder and ending.
  var stem: String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
  }

  /// The name without folders.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folder directly below `Runtime/`.
  var folder: String { String(path.prefix { $0 != "/" }) }

  /// The runtime's files that this one includes.
  var includes: [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("#include \"") else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}

extension ModelName {
  /// `text` with the runtime's prefix replaced by the model's, in whole identifiers only.
  func renaming(_ text: String) -> String {
    var result: [UInt8] = []
    var identifier: [UInt8] = []
    for byte in text.utf8 {
      if Self.isIdentifierByte(byte) {
        identifier.append(byte)
      } else {
        result += renamed(identifier)
        identifier = []
        result.append(byte)
      }
    }
    return String(decoding: result + renamed(identifier), as: UTF8.self)
  }

  private func renamed(_ identifier: [UInt8]) -> [UInt8] {
    let rest = identifier.dropFirst(4)
    guard rest.isEmpty || rest.first == UInt8(ascii: "_") else { return identifier }
    if identifier.starts(with: "ssdc".utf8) { return Array(self.text.utf8) + rest }
    if identifier.starts(with: "SSDC".utf8) { return Array(self.text.uppercased().utf8) + rest }
    return identifier
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

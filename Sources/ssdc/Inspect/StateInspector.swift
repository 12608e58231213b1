import Diagnostics
import Frontend
import Project

/// Describes saved states; `Runtime/model/state.c` has the format.
enum StateInspector {
  /// The first bytes of every saved state.
  static let magic = Array("SSDSTATE".utf8)
  private static let headerBytes = 128
  private static let version: UInt64 = 1

  /// What the header of `file` says.
  static func inspect(_ file: FileReader) throws -> Inspection {
    guard file.size >= headerBytes else {
      throw Diagnostic(
        .unknownFile,
        "a saved state starts with \(headerBytes) bytes, but the file ends at byte \(file.size)",
        at: FileLocation(file.path))
    }
    let header = try file.read(at: 0, count: headerBytes)
    func number(_ range: Range<Int>) -> UInt64 {
      header[range].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    guard number(8..<12) == version, number(12..<16) == headerBytes else {
      throw Diagnostic(
        .unknownFile, "saved state version \(number(8..<12)), expected \(version)",
        at: FileLocation(file.path, "byte 8"))
    }
    let payload = number(88..<96)
    return Inspection(
      kind: "saved state",
      facts: [
        .init("path", .text(file.path)),
        .init("file_bytes", .integer(file.size)),
        .init("position", integer(number(80..<88))),
        .init("payload_bytes", integer(payload)),
        .init("complete", .flag(payload <= UInt64(file.size - headerBytes))),
        .init("model_hash", hexadecimal(header[16..<48])),
        .init("layout_hash", hexadecimal(header[48..<80])),
        .init("checksum", hexadecimal(header[96..<128])),
      ])
  }

  private static func integer(_ value: UInt64) -> OrderedJSON {
    Int(exactly: value).map { .integer($0) } ?? .text("\(value)")
  }

  private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> OrderedJSON {
    let digits = Array("0123456789abcdef")
    return .text(String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }))
  }
}

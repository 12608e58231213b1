import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostileSafetensorsTests {
  static let cases: [HostileCase<[UInt8]>] = containers + entries + layouts

  private static let containers: [HostileCase<[UInt8]>] = [
    file("empty", [], .safetensorsHeader, "byte 0", "is empty"),
    file("five bytes", [1, 2, 3, 4, 5], .safetensorsHeader, "byte 0", "has 5 bytes"),
    file("header of 0 bytes", safetensors("", length: 0), .safetensorsHeader, "byte 0", "0 bytes"),
    file("header of 1 byte", safetensors("{", length: 1), .safetensorsHeader, "byte 0", "1 bytes"),
    file(
      "header beyond the file", safetensors("{}", length: 3), .safetensorsHeader, "byte 0",
      "the file ends at byte 10"),
    file(
      "header of 2^63 bytes", safetensors("{}", length: 1 << 63), .safetensorsHeader, "byte 0",
      "more than 100000000"),
    file(
      "header of 2^64 - 1 bytes", safetensors("{}", length: .max), .safetensorsHeader, "byte 0",
      "more than 100000000"),
    file(
      "header over the limit", safetensors("{}", length: 100_000_001), .safetensorsHeader,
      "byte 0", "more than 100000000"),
    file("header without brace", safetensors(" {}"), .safetensorsHeader, "byte 8", "'{'"),
    file("header cut short", safetensors("{\"a\":{"), .jsonSyntax, "byte 14", "a key"),
    file("garbage in the header", safetensors("{\u{1}}"), .jsonSyntax, "byte 9", "a key"),
    file(
      "doubled tensor", safetensors("{\"w\":{},\"\\u0077\":{}}"), .duplicateKey, "byte 16", "'w'"),
    file("GGUF", Array("GGUF".utf8) + zeros(60), .notSafetensors, "", "a GGUF file"),
    file("zip", Array("PK\u{3}\u{4}".utf8) + zeros(60), .notSafetensors, "", "a zip archive"),
    file("gzip", [0x1F, 0x8B, 8, 0] + zeros(60), .notSafetensors, "", "a gzip file"),
    file(
      "web page", Array("<!DOCTYPE html><html><body>404</body></html>".utf8), .notSafetensors, "",
      "a web page"),
    file(
      "Git LFS pointer", Array("version https://git-lfs.github.com/spec/v1\noid sha256:0\n".utf8),
      .notSafetensors, "", "a Git LFS pointer"),
    file("bare pickle", [0x80, 2] + zeros(60), .notSafetensors, "", "a bare pickle"),
  ]

  private static let entries: [HostileCase<[UInt8]>] = [
    entry("no object", "[]", "is an array, expected an object"),
    entry("no dtype", #"{"shape":[1],"data_offsets":[0,4]}"#, "has no field 'dtype'"),
    entry("no shape", #"{"dtype":"F32","data_offsets":[0,4]}"#, "has no field 'shape'"),
    entry("no offsets", #"{"dtype":"F32","shape":[1]}"#, "has no field 'data_offsets'"),
    entry("extra field", fields("F32", "[1]", "[0,4]", #","x":1"#), "unknown field 'x'"),
    entry("unknown dtype", fields("Q4_K", "[1]", "[0,4]"), "the unknown dtype 'Q4_K'"),
    entry(
      "dtype is a number", #"{"dtype":1,"shape":[1],"data_offsets":[0,4]}"#,
      "a dtype that is an integer"),
    entry("shape is a string", fields("F32", "\"1\"", "[0,4]"), "a shape that is a string"),
    entry("negative extent", fields("F32", "[-1]", "[0,4]"), "not a non-negative integer"),
    entry("extent 1.0", fields("F32", "[1.0]", "[0,4]"), "not a non-negative integer"),
    entry("extent 1e0", fields("F32", "[1e0]", "[0,4]"), "not a non-negative integer"),
    entry("extent -0", fields("F32", "[-0]", "[0,0]"), "not a non-negative integer"),
    entry(
      "rank 10000", fields("F32", "[1" + String(repeating: ",1", count: 9999) + "]", "[0,4]"),
      "rank 10000"),
    entry("overflow over 2^63", fields("F32", "[4611686018427387904,4]", "[0,4]"), "overflows"),
    entry("overflow over 2^64", fields("F32", "[4,4611686018427387904,4]", "[0,4]"), "overflows"),
    entry(
      "overflow behind a zero",
      fields("F32", "[0,4611686018427387904,4611686018427387904]", "[0,0]"), "overflows"),
    entry("one offset", fields("F32", "[1]", "[0]"), "1 data_offsets, expected 2"),
    entry("offsets in reverse", fields("F32", "[1]", "[4,0]"), "before it begins"),
    entry("negative offset", fields("F32", "[1]", "[-4,0]"), "not a non-negative integer"),
    entry("offset beyond the file", fields("F32", "[2]", "[0,8]"), "the data has 4 bytes"),
    entry(
      "offset near 2^63", fields("F32", "[1]", "[9223372036854775803,9223372036854775807]"),
      "the data has 4 bytes"),
    entry("bytes that do not fit", fields("F32", "[2]", "[0,4]"), "has 4 bytes, expected 8"),
    entry("bytes of another type", fields("F64", "[1]", "[0,4]"), "expected 8 for F64 [1]"),
    file(
      "metadata with a number", safetensors(#"{"__metadata__":{"n":1}}"#), .tensorEntry,
      "byte 25", "'n' is an integer"),
    file(
      "metadata is a string", safetensors(#"{"__metadata__":"x"}"#), .tensorEntry, "byte 9",
      "expected an object"),
  ]

  private static let layouts: [HostileCase<[UInt8]>] = [
    layout("hole", [(0, 4), (8, 12)], payload: 12, "no tensor owns the 4 bytes"),
    layout("hole at the start", [(4, 8)], payload: 8, "no tensor owns the 4 bytes"),
    layout("overlap", [(0, 8), (4, 12)], payload: 12, "overlaps"),
    layout("same place twice", [(0, 8), (0, 8)], payload: 8, "overlaps"),
    layout("empty tensor inside another", [(0, 8), (4, 4)], payload: 8, "overlaps"),
    layout("bytes after the last", [(0, 8)], payload: 13, "5 bytes follow the last tensor"),
    file(
      "bytes without tensor", safetensors("{}", payload: 1), .tensorLayout, "byte 10", "1 bytes"),
  ]

  private static func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }

  private static func fields(
    _ type: String, _ shape: String, _ offsets: String, _ more: String = ""
  ) -> String {
    "{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)\(more)}"
  }

  private static func file(
    _ name: String, _ bytes: [UInt8], _ id: DiagnosticID, _ place: String, _ message: String
  ) -> HostileCase<[UInt8]> {
    HostileCase(name, bytes, id, at: "hostile.safetensors: \(place)", message)
  }

  private static func entry(
    _ name: String, _ value: String, _ message: String
  ) -> HostileCase<[UInt8]> {
    file(name, safetensors("{\"w\":\(value)}", payload: 4), .tensorEntry, "byte 9", message)
  }

  private static func layout(
    _ name: String, _ ranges: [(Int, Int)], payload: Int, _ message: String
  ) -> HostileCase<[UInt8]> {
    let entries = ranges.enumerated().map { index, range in
      "\"t\(index)\":" + fields("U8", "[\(range.1 - range.0)]", "[\(range.0),\(range.1)]")
    }
    let header = "{" + entries.joined(separator: ",") + "}"
    return file(name, safetensors(header, payload: payload), .tensorLayout, "byte ", message)
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<[UInt8]>) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(hostile.input, "hostile.safetensors")
    hostile.expectRefusal { _ in try Safetensors.tensors(in: FileReader(path)) }
  }

  @Test func aHundredThousandTensorsAreTooMany() throws {
    var header = "{"
    for index in 0..<100_000 {
      header += "\"\(index)\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,0]},"
    }
    let folder = try TemporaryFolder()
    let path = try folder.write(safetensors(header.dropLast() + "}"), "many.safetensors")
    expect(.jsonLimit, at: "many.safetensors: byte", "more than 600000 values") {
      try Safetensors.tensors(in: FileReader(path))
    }
  }

  @Test func emptyTensorsAndScalarsAreRead() throws {
    let header =
      #"{"__metadata__":{"format":"pt"},"z":{"dtype":"F32","shape":[0,3],"data_offsets":[4,4]},"#
      + #""s":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}   "#
    let folder = try TemporaryFolder()
    let path = try folder.write(safetensors(header, payload: 4), "t.safetensors")
    let tensors = try Safetensors.tensors(in: FileReader(path))
    #expect(tensors.map(\.name) == ["z", "s"])
    #expect(tensors.map(\.count) == [0, 1])
  }
}

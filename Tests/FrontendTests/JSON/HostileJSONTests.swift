import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostileJSONTests {
  static let cases: [HostileCase<[UInt8]>] = [
    text("empty", "", .jsonSyntax, 0, "ends early, expected a value"),
    text("only space", " \n\t", .jsonSyntax, 3, "ends early, expected a value"),
    HostileCase(
      "byte order mark", [0xEF, 0xBB, 0xBF] + Array("{}".utf8), .jsonText, at: "byte 0",
      "byte order mark"),
    HostileCase(
      "invalid UTF-8", [0x22, 0xFF, 0x22], .jsonText, at: "byte 0", "not valid UTF-8"),
    HostileCase(
      "overlong UTF-8", [0x22, 0xC0, 0xAF, 0x22], .jsonText, at: "byte 0", "not valid UTF-8"),
    HostileCase(
      "surrogate in UTF-8", [0x22, 0xED, 0xA0, 0x80, 0x22], .jsonText, at: "byte 0", "UTF-8"),
    HostileCase(
      "UTF-16", [0xFF, 0xFE, 0x7B, 0], .jsonSyntax, at: "byte 0", "found byte 0xff"),
    text("high surrogate alone", #"["\ud800"]"#, .jsonText, 2, "surrogate"),
    text("low surrogate alone", #"["\udc00"]"#, .jsonText, 2, "surrogate"),
    text("two high surrogates", #"["\ud800\ud800"]"#, .jsonText, 2, "surrogate"),
    text("unknown escape", #"["\x41"]"#, .jsonSyntax, 2, "unknown escape"),
    text("short escape", #"["\u12"]"#, .jsonSyntax, 2, "four hexadecimal digits"),
    text("escape at the end", "\"\\", .jsonSyntax, 2, "the rest of an escape"),
    text("unescaped control character", "\"a\nb\"", .jsonSyntax, 2, "control character"),
    text("unclosed string", "[\"abc", .jsonSyntax, 1, "is not terminated"),
    text("doubled key", #"{"a":1,"a":2}"#, .duplicateKey, 7, "'a' occurs twice"),
    text("doubled key by escape", #"{"w":1,"\u0077":2}"#, .duplicateKey, 7, "'w' occurs twice"),
    text("doubled inner key", #"[{"x":{"k":1,"k":1}}]"#, .duplicateKey, 13, "'k'"),
    text("bytes after the end", "{} {}", .jsonSyntax, 3, "unexpected data after"),
    text("trailing comma", "[1,]", .jsonSyntax, 3, "found ']' where a value"),
    text("missing comma", "[1 2]", .jsonSyntax, 3, "',' or ']'"),
    text("missing colon", #"{"a" 1}"#, .jsonSyntax, 5, "':'"),
    text("bare key", "{a:1}", .jsonSyntax, 1, "a key"),
    text("single quotes", "['a']", .jsonSyntax, 1, "a value"),
    text("comment", "[1] // one", .jsonSyntax, 4, "unexpected data after"),
    text("half a word", "[tru]", .jsonSyntax, 1, "a value"),
    text("NaN", "[NaN]", .jsonNumber, 1, "not valid JSON"),
    text("Infinity", "[Infinity]", .jsonNumber, 1, "not valid JSON"),
    text("1e400", "[1e400]", .jsonNumber, 1, "1e400 is out of range"),
    text("integer of 20 digits", "[12345678901234567890]", .jsonNumber, 1, "does not fit 64"),
    text("number of 2000 digits", String(repeating: "7", count: 2000), .jsonNumber, 0, "1024"),
    text("leading zero", "[01]", .jsonSyntax, 1, "leading zero"),
    text("plus sign", "[+1]", .jsonSyntax, 1, "a value"),
    text("fraction without digits", "[1.]", .jsonSyntax, 3, "a digit"),
    text("exponent without digits", "[1e]", .jsonSyntax, 3, "a digit"),
    text("minus alone", "-", .jsonSyntax, 1, "a digit"),
    text(
      "a million brackets", String(repeating: "[", count: 1_000_000), .jsonLimit, 64,
      "nest deeper than 64"),
    text(
      "a million braces", String(repeating: "{\"a\":", count: 1_000_000), .jsonLimit, 320,
      "nest deeper"),
  ]

  private static func text(
    _ name: String, _ text: String, _ id: DiagnosticID, _ offset: Int, _ message: String
  ) -> HostileCase<[UInt8]> {
    HostileCase(name, Array(text.utf8), id, at: "hostile.json: byte \(offset)", message)
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<[UInt8]>) {
    hostile.expectRefusal { try JSONReader.read($0, file: "hostile.json") }
  }

  @Test func tooManyValuesAreRefused() {
    let many = Array(("[" + String(repeating: "0,", count: 2000) + "0]").utf8)
    expect(.jsonLimit, at: "byte", "more than 1000 values") {
      try JSONReader.read(many, file: "t.json", options: JSONOptions(maximumValues: 1000))
    }
  }

  @Test func hugeKeysAreCutInMessages() throws {
    let key = String(repeating: "k", count: 100_000)
    do {
      _ = try JSONReader.read(Array("{\"\(key)\":1,\"\(key)\":2}".utf8), file: "t.json")
      Issue.record("nothing was thrown")
    } catch let diagnostic as Diagnostic {
      #expect(diagnostic.message.utf8.count < 400)
    }
  }
}

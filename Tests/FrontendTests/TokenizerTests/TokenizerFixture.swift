import Foundation
import Testing

@testable import Frontend

/// One of the tokenizers under Fixtures/tokenizers.
struct TokenizerFixture {
  /// The names of all.
  static let names = ["neox-bpe", "llama3-bpe", "llama-spm"]
  /// The root of the package.
  static let packageRoot = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of all.
  static let folder = packageRoot.appending(path: "Tests/FrontendTests/Fixtures/tokenizers")

  /// Its folder's name.
  var name: String

  /// A file of its folder, parsed.
  func file(_ file: String) throws -> TokenizerNode {
    let url = Self.folder.appending(path: name).appending(path: file)
    return try TokenizerNode(JSONReader.read([UInt8](Data(contentsOf: url)), file: file), of: file)
  }

  /// The tokenizer.
  func model() throws -> TokenizerModel { try TokenizerModel(file("tokenizer.json")) }

  /// The golden cases, in the format of the runtime's test driver.
  func cases() throws -> String {
    let golden = try file("golden.json")
    var lines: [String] = []
    func add(_ kind: String, _ text: TokenizerNode, _ ids: TokenizerNode) throws {
      let hex = try text.string().utf8.map { byte in
        (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }.joined()
      let numbers = try ids.elements().map { try String($0.id()) }
      lines.append(([kind, hex.isEmpty ? "-" : hex] + numbers).joined(separator: " "))
    }
    for string in try golden.member("strings").elements() {
      let ids = try string.member("ids")
      let idsWithSpecial = try string.member("ids_with_special")
      try add("e 0", string.member("text"), ids)
      try add("e 1", string.member("text"), idsWithSpecial)
      try add("d 0", string.member("decoded"), ids)
      try add("d 1", string.member("decoded_skip_special"), idsWithSpecial)
    }
    for entry in try golden.member("decode_only").elements() {
      try add("d 0", entry.member("text"), entry.member("ids"))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Runs the C tests with the tables of `model` on `cases` and on texts of `longBytes`, by each of the `compilers`.
  static func check(
    _ model: TokenizerModel, cases: String, longBytes: Int, compilers: String = "gcc clang"
  ) throws {
    let folder = try TemporaryFolder()
    let script = packageRoot.appending(path: "Tests/Runtime/tokenizer/run").path
    let result = try CommandResult(running: [
      "TOKENIZER_TEST_COMPILERS=\(compilers)", script,
      folder.write(TokenizerTables(model).cSource(), to: "tables.c"),
      folder.write(cases, to: "cases"), String(longBytes),
    ])
    #expect(result.status == 0 && result.output.contains(" 0 failures"), "\(result.output)")
  }
}

/// A folder that is removed with its owner.
final class TemporaryFolder {
  /// Where it is.
  let url = FileManager.default.temporaryDirectory.appending(path: "ssdc-\(UUID().uuidString)")

  init() throws {
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// Writes a file and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    let file = url.appending(path: name)
    try Data(text.utf8).write(to: file)
    return file.path
  }
}

/// What a command printed and how it ended.
struct CommandResult {
  var status: Int32
  var output: String

  /// Runs `command` and waits; variables of its environment, `NAME=value`, may stand before its path or name.
  init(running command: [String]) throws {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = command
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    output = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    status = process.terminationStatus
  }
}

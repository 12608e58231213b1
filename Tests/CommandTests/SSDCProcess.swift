import Foundation
import Testing

/// The built `ssdc`, run as users run it.
enum SSDCProcess {
  /// A run that ended.
  struct Outcome {
    /// The exit code.
    var code: Int32
    /// Standard output.
    var output: String
    /// Standard error.
    var errors: String
  }

  /// The root of the repository, whose examples the tests read.
  static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

  /// The program, which the build puts beside the tests.
  static let program: String = {
    let bundle =
      CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("ssdc")
      .path
  }()

  /// Runs `ssdc` with `arguments` at the root of the repository, its standard output in the file `output` if that is given, and
  /// with what a shell makes of `redirections` and has to do before it starts.
  static func run(
    _ arguments: [String], input: String = "", output: String? = nil,
    environment: [String: String] = [:], redirections: String = "", before: String = ":"
  ) throws -> Outcome {
    try withFolder { folder in
      // Files rather than pipes, so that no amount of output or input can block.
      let paths = ["input", "output", "errors"].map { "\(folder)/\($0)" }
      try input.write(toFile: paths[0], atomically: false, encoding: .utf8)
      for path in paths.dropFirst() { try Data().write(to: URL(fileURLWithPath: path)) }
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments =
        ["-c", "\(before); \"$0\" \"$@\" \(redirections)", program] + arguments
      process.currentDirectoryURL = URL(fileURLWithPath: root)
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = FileHandle(forReadingAtPath: paths[0])
      process.standardOutput = FileHandle(forWritingAtPath: output ?? paths[1])
      process.standardError = FileHandle(forWritingAtPath: paths[2])
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit, "ssdc \(arguments) was killed by a signal")
      return Outcome(
        code: process.terminationStatus,
        output: try String(contentsOfFile: paths[1], encoding: .utf8),
        errors: try String(contentsOfFile: paths[2], encoding: .utf8))
    }
  }

  /// The value of the JSON that `ssdc` prints with `arguments`.
  static func json(_ arguments: [String]) throws -> [String: Any] {
    let outcome = try run(arguments + ["--json"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    let value = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8))
    return try #require(value as? [String: Any])
  }

  /// Lends a folder that is removed afterwards.
  static func withFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("ssdc-tests-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }
}

import Foundation

/// Finds and runs programs of the search path.
struct Programs {
  private let folders: [String]

  /// The programs of the environment's search path.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }

  /// The path of `program`, which may be a path already.
  func path(of program: String) -> String? {
    let candidates = program.contains("/") ? [program] : folders.map { "\($0)/\(program)" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// The first line that `program` prints for `--version`.
  func version(of program: String) -> String? {
    output(of: program, ["--version"])?.split(separator: "\n").first.map(String.init)
  }

  /// What `program` prints; nil where it is missing or fails. It may come with arguments, as in `ccache gcc`.
  func output(of program: String, _ arguments: [String]) -> String? {
    let words = program.split(separator: " ").map(String.init)
    guard let name = words.first, let path = path(of: name) else { return nil }
    return Self.output(ofFile: path, words.dropFirst() + arguments)
  }

  /// What the program at `path` prints; nil where it cannot be run or fails.
  static func output(ofFile path: String, _ arguments: [String] = []) -> String? {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return nil }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return process.terminationStatus == 0 ? String(decoding: bytes, as: UTF8.self) : nil
  }
}

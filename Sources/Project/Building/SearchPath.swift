import Foundation

/// The folders that programs are looked for in.
struct SearchPath {
  private let folders: [String]

  /// Those that PATH lists.
  init(_ environment: [String: String]) {
    folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
  }

  /// The path of `program`, which may be a path already; nil where there is no such program.
  func find(_ program: String) -> String? {
    let candidates = program.contains("/") ? [program] : folders.map { "\($0)/\(program)" }
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

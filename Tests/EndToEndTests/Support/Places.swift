import Foundation
import Testing

/// Where the tests find what they run and read.
enum Places {
  private static let environment = ProcessInfo.processInfo.environment
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The compiler: `SSDC_BINARY`, else the newer of the release build and the one beside the tests.
  static let compiler: String = {
    if let given = environment["SSDC_BINARY"] { return given }
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let builds = ["\(root.path)/.build/release/ssdc", "\(tests)/ssdc"]
    return builds.max { date($0) < date($1) } ?? builds[0]
  }()

  /// The folder of models for tests.
  static let models = "\(root.path)/Tests/Models"

  /// The smallest of them.
  static let model = "\(models)/mamba2-g1-p16-n16"

  /// What that model computes.
  static let modelGolden = "\(model)/golden.safetensors"

  /// The language model of the examples.
  static let classics = "\(root.path)/examples/classics-3m"

  /// The folder of tokenizers for tests.
  static let tokenizers = "\(root.path)/Tests/FrontendTests/Fixtures/tokenizers"

  /// The folder of examples of descriptions.
  static let examples = "\(root.path)/examples/descriptions"

  /// Whether tests may take more than a few minutes.
  static let isLong = environment["SSDC_LONG_TESTS"] != nil

  /// Whether something is at `path`.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  private static func date(_ path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}

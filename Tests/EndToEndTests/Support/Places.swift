import Foundation
import Testing

/// Where the tests find what they run and read.
enum Places {
  private static let environment = ProcessInfo.processInfo.environment
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let beside = root.deletingLastPathComponent().path

  /// The compiler: `SSDC_BINARY`, else the newer of the release build and the one beside the tests.
  static let compiler: String = {
    if let given = environment["SSDC_BINARY"] { return given }
    let tests = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent().path
    let builds = ["\(root.path)/.build/release/ssdc", "\(tests)/ssdc"]
    return builds.max { date($0) < date($1) } ?? builds[0]
  }()

  /// A model that is always there.
  static let model = "\(root.path)/Tests/FrontendTests/Fixtures/mamba2-g1-p16-n16"

  /// What that model computes.
  static let modelGolden =
    "\(root.path)/Tests/EndToEndTests/Fixtures/mamba2-g1-p16-n16/golden.safetensors"

  /// The language model of the examples.
  static let classics = "\(root.path)/examples/classics-3m"

  /// The folder of reference models: beside the repository where they were made.
  static let references = environment["SSDC_REFERENCE_MODELS"] ?? "\(beside)/shared/fixtures/models"

  /// The folder of models trained on tasks.
  static let trained = environment["SSDC_TRAINED_MODELS"] ?? "\(beside)/shared/models"

  /// Whether tests may take more than a few minutes.
  static let isLong = environment["SSDC_LONG_TESTS"] != nil

  /// Whether something is at `path`.
  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

  /// Said where tests are skipped for want of reference models.
  static let referencesNote: Comment =
    "needs the folder of reference models in SSDC_REFERENCE_MODELS"

  /// Said where tests are skipped for want of trained models.
  static let trainedNote: Comment = "needs the folder of trained models in SSDC_TRAINED_MODELS"

  private static func date(_ path: String) -> Date {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return attributes?[.modificationDate] as? Date ?? .distantPast
  }
}

import Foundation
import Testing

/// Models that tests read.
enum Fixtures {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of the repository.
  static let repository = root.path

  /// The folder of a model that is always there, in the layout of transformers.
  static let model = root.path + "/Tests/FrontendTests/Fixtures/mamba2-g1-p16-n16"

  /// The folder with all reference models, which is beside the repository where they were made.
  static let references =
    ProcessInfo.processInfo.environment["SSDC_REFERENCE_MODELS"]
    ?? root.deletingLastPathComponent().path + "/shared/fixtures/models"

  /// Whether the reference models are there.
  static let hasReferences = FileManager.default.fileExists(atPath: references)

  /// Said where tests are skipped for want of the reference models.
  static let note: Comment = "needs the folder of reference models in SSDC_REFERENCE_MODELS"
}

import Foundation

/// Models that tests read.
enum Fixtures {
  private static let root = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The folder of the repository.
  static let repository = root.path

  /// The folder with all reference models.
  static let references = root.path + "/Tests/Models"

  /// The folder of one of them, in the layout of transformers.
  static let model = references + "/mamba2-g1-p16-n16"
}

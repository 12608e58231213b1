import Diagnostics
import Foundation

/// A folder that is there for as long as it is worked in.
enum TemporaryFolder {
  /// Runs `body` with the path of a new folder, which is removed afterwards, whatever happens; throws E0703
  /// where there can be none.
  static func with<Result>(_ body: (_ path: String) throws -> Result) throws -> Result {
    let path = NSTemporaryDirectory() + "ssdc-\(UUID().uuidString)"
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw Diagnostic(.cannotWrite, "cannot create a temporary folder", at: FileLocation(path))
    }
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }
}

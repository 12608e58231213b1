import Diagnostics
import Foundation

/// A file that several processes change: each reads, changes and replaces it while no other does.
public enum SharedFile {
  /// How often the lock's five seconds are waited for.
  private static let attempts = 24

  /// Replaces the text of the file at `path`, nil where there is none, by what `change` makes of it.
  ///
  /// Throws E0703 where the folder can't be locked or written; the file is then as it was.
  public static func update(_ path: String, _ change: (_ text: String?) throws -> String) throws {
    let target = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    try ProjectWriter.makeFolder(of: target)
    let folder = (target as NSString).deletingLastPathComponent
    try Interruption.held {
      for _ in 1...attempts {
        guard let lock = FolderLock(waitingFor: folder) else {
          try Interruption.check()
          continue
        }
        defer { withExtendedLifetime(lock) {} }
        var old: String?
        if FileManager.default.fileExists(atPath: target) {
          guard let data = FileManager.default.contents(atPath: target) else {
            throw OutputFile.failure("read", path)
          }
          old = String(decoding: data, as: UTF8.self)
        }
        let text = try change(old)
        if text == old { return }
        let file = try OutputFile(target)
        try Array(text.utf8).withUnsafeBytes { try file.write($0) }
        return try file.commit()
      }
      throw Diagnostic(
        .cannotWrite, "cannot write '\(path)': its folder stays locked by another process",
        at: FileLocation(path))
    }
  }
}

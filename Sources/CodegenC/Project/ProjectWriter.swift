import Diagnostics
import Foundation

/// Puts a project at its place, whole or not at all.
public enum ProjectWriter {
  /// Makes the folder `path` hold what `fill` writes into the folder it is given, and nothing else.
  ///
  /// The work is done in a folder of its own beside `path`, which is put in its place at the end; of several writers at
  /// the same time the last one stays. Nothing is left of it after an error or a signal that ends the process. Throws
  /// E0704 when `path` holds a file that is not of an emitted project, before `fill` runs, and E0703 when it cannot be
  /// written; errors name `path`, not the folder beside it.
  public static func write(
    to path: String, _ fill: (_ folder: String) throws -> Void
  ) throws {
    let target = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    let staged = "\(target).partial-\(UUID().uuidString.prefix(8))"
    let former = FormerProject(path: target, shown: path)
    try former.check()
    try Interruption.held {
      guard makeFolders((target as NSString).deletingLastPathComponent), mkdir(staged, 0o777) == 0
      else { throw OutputFile.failure("write", path) }
      do {
        try fill(staged)
        // Once more: a build takes long enough to put a file there meanwhile.
        try former.check()
        try Interruption.check()
        try replace(target, by: staged, shown: path)
      } catch {
        try? FileManager.default.removeItem(atPath: staged)
        throw (error as? Diagnostic)?.replacing(staged, with: path) ?? error
      }
    }
  }

  /// Writes files below `folder`, making the folders between.
  public static func write(_ files: [EmittedFile], below folder: String) throws {
    for file in files {
      let path = "\(folder)/\(file.path)"
      try makeFolder(of: path)
      let output = try OutputFile(path)
      try file.bytes.withUnsafeBytes { try output.write($0) }
      try output.commit()
    }
  }

  /// Makes the folder that the file at `path` is to be in.
  public static func makeFolder(of path: String) throws {
    guard makeFolders((path as NSString).deletingLastPathComponent) else {
      throw OutputFile.failure("write", path)
    }
  }

  /// Makes the folder `path` and those around it; false, and `errno` says why, where the system refuses.
  private static func makeFolders(_ path: String) -> Bool {
    if path.isEmpty || mkdir(path, 0o777) == 0 || errno == EEXIST { return true }
    guard errno == ENOENT, makeFolders((path as NSString).deletingLastPathComponent)
    else { return false }
    return mkdir(path, 0o777) == 0 || errno == EEXIST
  }

  /// Puts `staged` at `path`; what was there comes back when that fails.
  private static func replace(_ path: String, by staged: String, shown: String) throws {
    let old = staged.replacing(".partial-", with: ".replaced-")
    let hadOld = rename(path, old) == 0
    guard hadOld || errno == ENOENT else { throw OutputFile.failure("replace", shown) }
    guard rename(staged, path) == 0 else {
      let failure = OutputFile.failure("write", shown)
      if hadOld { rename(old, path) }
      throw failure
    }
    if hadOld { try? FileManager.default.removeItem(atPath: old) }
  }
}

extension Diagnostic {
  /// The same with `path` wherever it names `hidden`.
  fileprivate func replacing(_ hidden: String, with path: String) -> Diagnostic {
    var result = self
    result.message.replace(hidden, with: path)
    result.place?.file.replace(hidden, with: path)
    result.notes = notes.map { $0.replacing(hidden, with: path) }
    return result
  }
}

import Diagnostics
import Foundation

/// Puts a project at its place, whole or not at all.
public enum ProjectWriter {
  /// Makes the folder `path` hold what `fill` writes into the folder it is given, and nothing else.
  ///
  /// The work is done in a folder of its own beside `path`, which takes its place in one step at the end; of several
  /// writers at the same time the last one stays. Nothing is left of it after an error or a signal that ends the process,
  /// and what a killed process left is removed by the next. Throws E0704 when `path` holds a file that is not of an emitted
  /// project or was edited there, before `fill` runs, unless the user gives them up (`isForced`), and E0703 when it cannot
  /// be written; errors name `path`, not the folder beside it.
  ///
  /// What another writer put there meanwhile stays where `isThere` says so: a program that runs from it needs its files.
  public static func write(
    to path: String, isForced: Bool = false, unless isThere: () -> Bool = { false },
    _ fill: (_ folder: String) throws -> Void
  ) throws {
    let target = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    let former = FormerProject(path: target, shown: path, isForced: isForced)
    try Interruption.held {
      guard makeFolders((target as NSString).deletingLastPathComponent)
      else { throw OutputFile.failure("write", path) }
      let staged = try StagedFolder.make(
        beside: target, shown: path, after: former.check)
      do {
        try fill(staged.path)
        try Interruption.check()
        // Once more: a build takes long enough to put a file there meanwhile.
        try staged.takePlace {
          if isThere() { return false }
          try former.check()
          return true
        }
      } catch {
        throw (error as? Diagnostic)?.replacing(staged.path, with: path) ?? error
      }
    }
  }

  /// Removes what killed processes left of the projects in `folder`.
  public static func clearLeftovers(in folder: String) { Leftovers.clear(in: folder) }

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

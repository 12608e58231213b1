import Diagnostics
import Foundation

/// Puts a project at its place, whole or not at all.
public enum ProjectWriter {
  /// Makes the folder `path` hold what `fill` writes into the folder it is given, and nothing else.
  ///
  /// The work is done in a folder of its own beside `path`, which is put in its place at the end; of several writers at
  /// the same time the last one stays. Throws E0704 when `path` holds a file that is not of an emitted project, before
  /// `fill` runs, and E0703 when it cannot be written.
  public static func write(
    to path: String, _ fill: (_ folder: String) throws -> Void
  ) throws {
    let target = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    let staged = "\(target).partial-\(UUID().uuidString.prefix(8))"
    let files = FileManager.default
    let former = FormerProject(path: target, shown: path)
    try former.check()
    do {
      try files.createDirectory(
        atPath: (target as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
      try files.createDirectory(atPath: staged, withIntermediateDirectories: false)
    } catch { throw cannotWrite(path, error) }
    do {
      try fill(staged)
      // Once more: a build takes long enough to put a file there meanwhile.
      try former.check()
      try replace(target, by: staged, shown: path)
    } catch {
      try? files.removeItem(atPath: staged)
      throw error
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
    do {
      try FileManager.default.createDirectory(
        atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    } catch { throw cannotWrite(path, error) }
  }

  /// Puts `staged` at `path`; what was there comes back when that fails.
  private static func replace(_ path: String, by staged: String, shown: String) throws {
    let old = staged.replacing(".partial-", with: ".replaced-")
    let files = FileManager.default
    do {
      let hadOld = (try? files.moveItem(atPath: path, toPath: old)) != nil
      do {
        try files.moveItem(atPath: staged, toPath: path)
      } catch {
        if hadOld { try? files.moveItem(atPath: old, toPath: path) }
        throw error
      }
      if hadOld { try? files.removeItem(atPath: old) }
    } catch { throw cannotWrite(shown, error) }
  }

  private static func cannotWrite(_ path: String, _ error: Error) -> Diagnostic {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    let reason =
      underlying.map { String(cString: strerror(Int32($0.code))) } ?? error.localizedDescription
    return Diagnostic(.cannotWrite, "cannot write '\(path)': \(reason)", at: Place(path))
  }
}

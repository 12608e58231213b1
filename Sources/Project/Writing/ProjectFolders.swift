import Diagnostics
import Foundation

extension ProjectWriter {
  /// The paths of the emitted projects in `folder`, sorted.
  public static func projects(in folder: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.sorted().map { "\(folder)/\($0)" }.filter { EmissionRecord($0) != nil }
  }

  /// Removes the emitted projects in `folder` and what killed processes left of some; whatever else is there stays.
  ///
  /// Each vanishes as a whole before it is taken apart. Throws E0703 where the system refuses.
  public static func removeProjects(in folder: String) throws {
    let lock = FolderLock(waitingFor: folder)
    Leftovers.clear(in: folder)
    for path in projects(in: folder) where Leftovers.isNone(path) {
      let gone = "\(path)\(Leftovers.partial)\(Leftovers.unique())"
      guard rename(path, gone) == 0 else { throw OutputFile.failure("remove", path) }
      do {
        try FileManager.default.removeItem(atPath: gone)
      } catch {
        throw Diagnostic(
          .cannotWrite, "cannot remove '\(path)': \(error.localizedDescription)",
          at: FileLocation(path))
      }
    }
    _ = consume lock
  }

  /// Writes `text` into the file at `path`, whole or not at all.
  ///
  /// Throws E0704 where something else is there than an empty file or one that starts with one of `beginnings`, unless
  /// the user gives that file up (`isForced`), and E0703 where it cannot be written.
  public static func write(
    _ text: String, toFile path: String, over beginnings: [String], isForced: Bool
  ) throws {
    let target = URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path
    var status = stat()
    if lstat(target, &status) == 0 {
      let start = RegularFile.read(target, upTo: beginnings.map(\.utf8.count).max() ?? 0)
      guard let start,
        isForced || start.size == 0
          || beginnings.contains(where: { start.bytes.starts(with: $0.utf8) })
      else {
        throw Diagnostic(
          .foreignFolder, "'\(path)' is not a file written by ssdc", at: FileLocation(path),
          help: start == nil
            ? "choose another file with -o"
            : "choose another file with -o, or overwrite it with --force")
      }
    }
    try Interruption.held {
      try makeFolder(of: target)
      let file = try OutputFile(target)
      try Array(text.utf8).withUnsafeBytes { try file.write($0) }
      try file.commit()
    }
  }
}

import Foundation

/// The folders beside a project that a killed process leaves: half a new project, or the former one.
enum Leftovers {
  /// Stands between the project's name and a UUID in the name of a folder that is being filled: shorter endings, such as
  /// dates, people give to folders of their own.
  static let partial = ".partial-"
  /// The same for a former project that is about to be removed.
  static let replaced = ".replaced-"

  /// An ending that no other folder has.
  static func unique() -> String { UUID().uuidString }

  /// Removes the leftovers of the project at `target`; its former folder comes back where there is no newer one.
  static func clear(of target: String) {
    let target = URL(fileURLWithPath: target)
    let around = target.deletingLastPathComponent().path
    for name in names(in: around) where owner(of: name) == target.lastPathComponent {
      clear("\(around)/\(name)", of: target.path)
    }
  }

  /// Removes the leftovers of all projects in `folder`.
  static func clear(in folder: String) {
    for name in names(in: folder) {
      if let owner = owner(of: name) { clear("\(folder)/\(name)", of: "\(folder)/\(owner)") }
    }
  }

  /// Whether the folder at `path` is no leftover, and not being filled either.
  static func isNone(_ path: String) -> Bool {
    owner(of: (path as NSString).lastPathComponent) == nil
  }

  private static func clear(_ path: String, of target: String) {
    guard let lock = FolderLock(ifFree: path) else { return }
    let isFormer = (path as NSString).lastPathComponent.contains(replaced)
    if isFormer, access(target, F_OK) != 0 {
      rename(path, target)
    } else {
      try? FileManager.default.removeItem(atPath: path)
    }
    _ = consume lock
  }

  /// Characters of a UUID.
  private static let length = 36

  /// The name of the project that the folder `name` belongs to; nil for other folders.
  private static func owner(of name: String) -> String? {
    for mark in [partial, replaced] {
      let ending = name.suffix(mark.count + length)
      let id = String(ending.suffix(length))
      guard ending.hasPrefix(mark), name.count > ending.count,
        UUID(uuidString: id)?.uuidString == id
      else { continue }
      return String(name.dropLast(ending.count))
    }
    return nil
  }

  private static func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }
}

import Diagnostics
import Foundation

/// The folder beside a project's place in which the project is made.
///
/// Whatever stands at its path in the end is removed: half a project after a failure, the former one after an exchange.
struct StagedFolder: ~Copyable {
  /// Where it is.
  let path: String
  private let target: String
  private let shown: String
  private let lock: FolderLock?

  /// Makes a folder for the project at `target`, which the user calls `shown`, if `check` lets it, after removing what
  /// dead processes left.
  static func make(
    beside target: String, shown: String, after check: () throws -> Void
  ) throws -> StagedFolder {
    // Meanwhile no other process takes the new folder for a left one, or exchanges what is being checked.
    let parent = FolderLock(waitingFor: (target as NSString).deletingLastPathComponent)
    if parent != nil { Leftovers.clear(of: target) }
    try check()
    let path = "\(target)\(Leftovers.partial)\(Leftovers.unique())"
    guard mkdir(path, 0o777) == 0 else { throw OutputFile.failure("write", shown) }
    let staged = StagedFolder(
      path: path, target: target, shown: shown, lock: FolderLock(ifFree: path))
    _ = consume parent
    return staged
  }

  private init(path: String, target: String, shown: String, lock: consuming FolderLock?) {
    self.path = path
    self.target = target
    self.shown = shown
    self.lock = lock
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// Puts the folder at its place, in one step where the system can, if `isWanted` still says so.
  func takePlace(if isWanted: () throws -> Bool) throws {
    let parent = FolderLock(waitingFor: (target as NSString).deletingLastPathComponent)
    if try isWanted(), !exchange(path, target) { try replace() }
    _ = consume parent
  }

  /// For systems that cannot exchange folders, and for a free place.
  ///
  /// A process that dies between the two steps leaves the former project under a name that `Leftovers` knows.
  private func replace() throws {
    let former = "\(target)\(Leftovers.replaced)\(Leftovers.unique())"
    let hadFormer = rename(target, former) == 0
    guard hadFormer || errno == ENOENT else { throw OutputFile.failure("replace", shown) }
    guard rename(path, target) == 0 else {
      let failure = OutputFile.failure("write", shown)
      if hadFormer { rename(former, target) }
      throw failure
    }
    if hadFormer { try? FileManager.default.removeItem(atPath: former) }
  }
}

/// Lets two folders change places in one step; false where one is absent or the system or its C library cannot.
private func exchange(_ left: String, _ right: String) -> Bool {
  typealias Rename =
    @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
  // Of Linux alone, and in no header that Swift imports.
  guard let symbol = dlsym(nil, "renameat2") else { return false }
  let exchanging: UInt32 = 2
  return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, left, AT_FDCWD, right, exchanging) == 0
}

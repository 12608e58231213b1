import Foundation

/// A lock on a folder that ends with its owner, however that ends; nothing of it stays on disk.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Waits for the lock on the folder at `path`; nil where the system has no locks for it.
  init?(waitingFor path: String) {
    // A folder may be writable without being readable; that one has no lock.
    self.init(path, O_CLOEXEC, LOCK_EX)
  }

  /// Takes the lock on the folder at `path`, which may not be a link; nil where another process has it.
  ///
  /// Programs that this process starts share the lock: while one of them outlives it, the folder is still in use.
  init?(ifFree path: String) { self.init(path, O_NOFOLLOW, LOCK_EX | LOCK_NB) }

  private init?(_ path: String, _ flags: Int32, _ operation: Int32) {
    let opened = open(path, O_RDONLY | O_DIRECTORY | flags)
    guard opened >= 0 else { return nil }
    while flock(opened, operation) != 0 {
      if errno == EINTR { continue }
      close(opened)
      return nil
    }
    descriptor = opened
  }

  deinit { close(descriptor) }
}

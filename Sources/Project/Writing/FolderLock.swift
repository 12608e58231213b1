import Foundation

/// A lock on a folder that ends with its owner, however that ends; nothing of it stays on disk.
struct FolderLock: ~Copyable {
  private let descriptor: Int32

  /// Between two looks at a lock that another process has, in microseconds, and how many looks there are: five seconds.
  private static let (pause, looks): (UInt32, Int) = (5_000, 1_000)

  /// Waits a while for the lock on the folder at `path`; nil where the system has none for it, a signal waits, or the
  /// lock does not come free: anyone who may read a folder can lock it, and must not stop others for good.
  init?(waitingFor path: String) {
    // A folder may be writable without being readable; that one has no lock.
    self.init(path, O_CLOEXEC, looks: Self.looks)
  }

  /// Takes the lock on the folder at `path`, which may not be a link; nil where another process has it.
  ///
  /// Programs that this process starts share the lock: while one of them outlives it, the folder is still in use.
  init?(ifFree path: String) { self.init(path, O_NOFOLLOW, looks: 1) }

  private init?(_ path: String, _ flags: Int32, looks: Int) {
    let opened = open(path, O_RDONLY | O_DIRECTORY | flags)
    guard opened >= 0 else { return nil }
    for look in 1...looks {
      if flock(opened, LOCK_EX | LOCK_NB) == 0 {
        descriptor = opened
        return
      }
      guard look < looks, errno == EWOULDBLOCK || errno == EINTR, !Interruption.isWaiting
      else { break }
      usleep(Self.pause)
    }
    close(opened)
    return nil
  }

  deinit { close(descriptor) }
}

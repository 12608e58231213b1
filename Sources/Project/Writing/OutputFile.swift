import Diagnostics
import Foundation

/// A file being written: it is put at its path whole, or removed.
struct OutputFile: ~Copyable {
  private let descriptor: Int32
  private let path: String
  private let temporary: String

  /// Opens a new file beside `path`.
  init(_ path: String) throws {
    self.path = path
    temporary = path + Leftovers.partial + Leftovers.unique()
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw Self.failure("create", path) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    unlink(temporary)
  }

  /// Appends bytes, or writes them at `offset`.
  func write(_ bytes: UnsafeRawBufferPointer, at offset: Int? = nil) throws {
    try Self.write(bytes, at: offset, to: descriptor, path)
  }

  /// Writes all of `bytes`, in as many turns as the system takes.
  static func write(
    _ bytes: UnsafeRawBufferPointer, at offset: Int?, to descriptor: Int32, _ path: String
  ) throws {
    var done = 0
    while done < bytes.count {
      let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
      let count =
        offset.map { pwrite(descriptor, rest.baseAddress, rest.count, off_t($0 + done)) }
        ?? Foundation.write(descriptor, rest.baseAddress, rest.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw failure("write", path) }
      done += count
    }
  }

  /// Puts the file at its path.
  consuming func commit() throws {
    guard fsync(descriptor) == 0, rename(temporary, path) == 0 else {
      throw Self.failure("write", path)
    }
  }

  /// E0703 with what the system said last.
  static func failure(_ action: String, _ path: String) -> Diagnostic {
    let reason = String(cString: strerror(errno))
    return Diagnostic(.cannotWrite, "cannot \(action) '\(path)': \(reason)", at: FileLocation(path))
  }
}

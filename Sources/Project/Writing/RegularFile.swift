import Foundation

/// Reads of files that may be anything.
enum RegularFile {
  /// The first `limit` bytes at most of the file at `path`, and its size; nil for what is no regular file or unreadable.
  ///
  /// Never blocks, as opening a pipe would, and follows no link.
  static func read(_ path: String, upTo limit: Int) -> (bytes: [UInt8], size: Int)? {
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    let size = Int(status.st_size)
    var bytes = [UInt8](repeating: 0, count: min(size, limit))
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeMutableBytes {
        let rest = UnsafeMutableRawBufferPointer(rebasing: $0[done...])
        return pread(descriptor, rest.baseAddress, rest.count, off_t(done))
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return nil }
      done += count
    }
    return (bytes, size)
  }
}

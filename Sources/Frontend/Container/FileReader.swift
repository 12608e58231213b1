import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// An open regular file that is read by position.
///
/// Nothing is mapped: a file that shrinks while it is read is an error, never a signal.
public final class FileReader: Sendable {
  /// The path as given.
  public let path: String
  /// Bytes in the file when it was opened.
  public let size: Int
  private let descriptor: Int32

  /// Opens the regular file at `path`; throws `unreadableFile` for anything else, without blocking on it.
  public convenience init(_ path: String) throws {
    try self.init(path, shownAs: path)
  }

  /// Opens the regular file at `path`, which diagnostics call `shown`.
  init(_ path: String, shownAs shown: String) throws {
    func failure(_ message: String) -> Diagnostic {
      Diagnostic(.unreadableFile, message, at: FileLocation(shown))
    }
    guard !path.utf8.contains(0) else { throw failure("the path has a zero byte") }
    // Opening a device can have effects of its own, so look first; the file that was opened is what counts, so look again.
    var before = stat()
    guard stat(path, &before) == 0 else { throw failure(Self.systemError()) }
    guard Self.isRegular(before) else { throw failure("this is \(Self.kind(before))") }
    let descriptor = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(Self.systemError()) }
    var after = stat()
    guard fstat(descriptor, &after) == 0, Self.isRegular(after) else {
      close(descriptor)
      throw failure("this is \(Self.kind(after))")
    }
    self.path = shown
    self.size = Int(after.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Fills `buffer` with the bytes from `offset`; throws `fileChanged` where the file no longer has them.
  public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    let end = offset.addingReportingOverflow(buffer.count)
    guard offset >= 0, !end.overflow, end.partialValue <= size else {
      throw Diagnostic(
        .unreadableFile, "\(buffer.count) bytes were asked for, beyond the end at byte \(size)",
        at: FileLocation(path, "byte \(offset)"))
    }
    var done = 0
    while done < buffer.count {
      let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
      let count = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + done))
      if count < 0, errno == EINTR { continue }
      guard count > 0 else {
        throw Diagnostic(
          .fileChanged, count == 0 ? "the file now ends here" : Self.systemError(),
          at: FileLocation(path, "byte \(offset + done)"))
      }
      done += count
    }
  }

  /// The `count` bytes from `offset`.
  public func read(at offset: Int, count: Int) throws -> [UInt8] {
    guard count >= 0, count <= size else {
      throw Diagnostic(
        .unreadableFile, "\(count) bytes were asked for, but the file has \(size)",
        at: FileLocation(path, "byte \(offset)"))
    }
    return try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = UnsafeMutableRawBufferPointer(buffer)
      try read(at: offset, into: UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]))
      filled = count
    }
  }

  /// The whole file, if it has at most `limit` bytes.
  public func readAll(limit: Int) throws -> [UInt8] {
    guard size <= limit else {
      throw Diagnostic(
        .unreadableFile, "the file has \(size) bytes, more than the limit of \(limit)",
        at: FileLocation(path))
    }
    return try read(at: 0, count: size)
  }

  private static func isRegular(_ status: stat) -> Bool { status.st_mode & S_IFMT == S_IFREG }

  private static func kind(_ status: stat) -> String {
    switch status.st_mode & S_IFMT {
    case S_IFDIR: "a folder, not a file"
    case S_IFIFO: "a pipe, not a file"
    case S_IFCHR, S_IFBLK: "a device, not a file"
    default: "not a regular file"
    }
  }

  private static func systemError() -> String {
    switch errno {
    case ENOENT, ENOTDIR: "no such file"
    case EACCES, EPERM: "permission denied"
    default: "cannot read it: \(String(cString: strerror(errno)))"
    }
  }
}

import Foundation

/// Where messages go: all that is no result.
enum StandardError {
  /// Writes `text`. Where that fails nothing can be told to anyone, so it is let pass: the exit code says enough.
  static func write(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes {
        Foundation.write(STDERR_FILENO, $0.baseAddress, $0.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}

import Diagnostics
import Foundation

/// What is piped into a command.
enum StandardInput {
  /// All of it, if it has at most `limit` bytes; throws E0101 where there is more or it cannot be read.
  static func readAll(limit: Int) throws -> [UInt8] {
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else {
        throw failure("cannot be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { return bytes }
      bytes += piece[..<count]
      guard bytes.count <= limit else { throw failure("has more than \(limit) bytes") }
    }
  }

  private static func failure(_ problem: String) -> Diagnostic {
    Diagnostic(.unreadableFile, "standard input \(problem)", at: FileLocation("-"))
  }
}

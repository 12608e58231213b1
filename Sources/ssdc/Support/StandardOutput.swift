import Diagnostics
@preconcurrency import Foundation

/// The results that a command prints.
enum StandardOutput {
  /// Hands on what was printed; throws E0703 where some of it was lost, as on a full disk.
  static func flush() throws {
    guard fflush(stdout) != 0 || ferror(stdout) != 0 else { return }
    throw Diagnostic(.cannotWrite, "cannot write the output: \(String(cString: strerror(errno)))")
  }
}

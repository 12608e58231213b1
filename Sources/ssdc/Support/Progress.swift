import Foundation

/// One line on a terminal that says what is going on; nothing at all when standard error is no terminal.
struct Progress {
  private let isTerminal = isatty(STDERR_FILENO) == 1

  /// Shows `text` in place of what was shown before.
  func show(_ text: String) {
    guard isTerminal else { return }
    StandardError.write("\r\u{1B}[K\(text)")
  }

  /// Shows how much of `total` is done.
  func show(_ text: String, _ done: Int, of total: Int) {
    show("\(text) \(total == 0 ? 100 : done * 100 / total) %")
  }

  /// Clears the line.
  func clear() { show("") }
}

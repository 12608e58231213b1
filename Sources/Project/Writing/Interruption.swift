import Foundation

/// SIGINT and SIGTERM while files are half written: the system holds them back until there is nothing to clean up.
///
/// So no handler and no state is needed: what takes long asks whether a signal waits, throws if so, and is undone like
/// any failure; then the signal is let through and ends the process as it would have.
public enum Interruption {
  private static let signals = [SIGINT, SIGTERM]

  /// Runs `body` on this thread with the signals held back; one that came meanwhile ends the process right after it.
  public static func held<Result>(during body: () throws -> Result) rethrows -> Result {
    var (held, before) = (sigset_t(), sigset_t())
    sigemptyset(&held)
    for signal in signals where endsProcess(signal) { sigaddset(&held, signal) }
    pthread_sigmask(SIG_BLOCK, &held, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    return try body()
  }

  /// Throws `CancellationError` where a signal waits.
  public static func check() throws {
    if isWaiting { throw CancellationError() }
  }

  /// Whether a signal waits.
  static var isWaiting: Bool {
    var waiting = sigset_t()
    sigemptyset(&waiting)
    sigpending(&waiting)
    return signals.contains { sigismember(&waiting, $0) == 1 }
  }

  /// Whether the signal has its default action; one that is ignored, as those of background jobs are, stays so.
  private static func endsProcess(_ signal: Int32) -> Bool {
    var action = sigaction()
    sigaction(signal, nil, &action)
    return action.__sigaction_handler.sa_handler == nil
  }
}

import Foundation

/// The three streams that a process is started with.
enum StandardStreams {
  /// Takes the place of streams that are closed, so that no file that is opened later gets what is printed.
  ///
  /// Each stand-in is open for the other direction: using it is as much of an error as using a closed stream.
  static func reserve() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY),
    ] where fcntl(descriptor, F_GETFD) < 0 {
      // The system gives the lowest free number, and those below are taken by now.
      _ = open("/dev/null", mode)
    }
  }
}

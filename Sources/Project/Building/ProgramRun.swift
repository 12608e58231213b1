import Diagnostics
import Foundation

/// A program that ran to its end.
public struct ProgramRun {
  /// How a program ended.
  public enum Ending: Hashable, Sendable, CustomStringConvertible {
    /// By itself, with this code.
    case exit(Int32)
    /// By this signal.
    case signal(Int32)

    /// What to say after the program's name.
    public var description: String {
      switch self {
      case .exit(let code): "ended with code \(code)"
      case .signal(let number): "was ended by signal \(number)"
      }
    }

    /// The ending that `waitpid` reports as `status`.
    fileprivate init(waitStatus status: Int32) {
      let signal = status & 0x7F
      self = signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
    }
  }

  /// How it ended.
  public let ending: Ending
  /// What it wrote on standard output and standard error.
  public let output: String

  /// Whether it ended with code 0.
  public var succeeded: Bool { ending == .exit(0) }

  /// The output line by line.
  public var lines: [String] { output.split(separator: "\n").map(String.init) }

  /// Runs the program at the path `program` with `arguments`, no input, and waits for it.
  ///
  /// `observe` gets each line of output as it is complete. Throws E0701 when it cannot be started. A signal that `Interruption` holds back is passed on to it, and thrown when
  /// it has ended.
  public init(
    _ program: String, _ arguments: [String], observe: (_ line: String) -> Void = { _ in }
  ) throws {
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw Self.cannotStart(program, errno) }
    // Other programs that run meanwhile must not keep this one's output open.
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer { close(ends[0]) }
    let child: pid_t
    do {
      defer { close(ends[1]) }
      child = try Self.start(program, arguments, output: ends[1])
    }
    output = Self.read(ends[0], from: child, observe)
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0, errno == EINTR {}
    try Interruption.check()
    ending = Ending(waitStatus: status)
  }

  /// All that comes out of `descriptor`, up to the end of `child` and of all that it started.
  private static func read(
    _ descriptor: Int32, from child: pid_t, _ observe: (_ line: String) -> Void
  ) -> String {
    var bytes: [UInt8] = []
    var seen = 0
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    var isTold = false
    while true {
      if !isTold, Interruption.isWaiting {
        kill(child, SIGTERM)
        isTold = true
      }
      var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
      guard poll(&event, 1, pollMilliseconds) != 0 else { continue }
      let count = Foundation.read(descriptor, &piece, piece.count)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += piece[..<count]
      while let end = bytes[seen...].firstIndex(of: UInt8(ascii: "\n")) {
        observe(String(decoding: bytes[seen..<end], as: UTF8.self))
        seen = end + 1
      }
    }
  }

  /// How long a signal may go unnoticed.
  private static let pollMilliseconds: Int32 = 50

  /// Starts a program that gets its signals, whichever of them this thread holds back, and writes to `output`.
  private static func start(
    _ program: String, _ arguments: [String], output: Int32
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO)
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var changed = sigset_t()
    sigemptyset(&changed)
    sigaddset(&changed, SIGXFSZ)
    posix_spawnattr_setsigdefault(&attributes, &changed)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    let words = ([program] + arguments).map { strdup($0) } + [nil]
    let variables = ProcessInfo.processInfo.environment.map { strdup("\($0)=\($1)") } + [nil]
    defer { (words + variables).forEach { free($0) } }
    var child: pid_t = 0
    let failure = posix_spawn(&child, program, &actions, &attributes, words, variables)
    guard failure == 0 else { throw cannotStart(program, failure) }
    return child
  }

  private static func cannotStart(_ program: String, _ reason: Int32) -> Diagnostic {
    Diagnostic(
      .noCompiler, "'\(program)' cannot be started: \(String(cString: strerror(reason)))")
  }
}

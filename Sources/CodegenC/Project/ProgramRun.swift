import Diagnostics
import Foundation

/// A program that ran to its end.
public struct ProgramRun {
  /// Its exit code, or the number of the signal that ended it.
  public let status: Int32
  /// What it wrote on standard output and standard error.
  public let output: String

  /// Runs `program` with `arguments` and waits for it; throws E0701 when it cannot be started.
  public init(_ program: String, _ arguments: [String]) throws {
    let process = Process()
    let pipe = Pipe()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = pipe
    process.standardError = pipe
    do {
      try Self.withSignals { try process.run() }
    } catch {
      throw Diagnostic(.noCompiler, "'\(program)' cannot be started")
    }
    let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    status = process.terminationStatus
    output = String(decoding: bytes, as: UTF8.self)
  }

  /// Starts a program that gets its signals: it inherits this thread's mask, and the threads of tasks block all of them,
  /// which programs that wait for children of their own do not survive.
  private static func withSignals(_ start: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  /// The output line by line.
  public var lines: [String] { output.split(separator: "\n").map(String.init) }
}

import Foundation
import Testing

/// A finished run of a program.
struct Run {
  /// The exit code; 128 + the signal where one ended it.
  let status: Int32
  /// What it wrote to standard output.
  let output: String
  /// What it wrote to standard error.
  let errors: String
}

/// A program on this machine.
struct Program {
  /// Its path.
  let path: String

  /// The compiler under test.
  static let ssdc = Program(path: Places.compiler)

  /// Threads that wait for others sleep: spinning, they take the processors of the tests beside them, and many times the
  /// time of small models.
  private static let patient = ["OMP_WAIT_POLICY": "passive"]

  /// The program `name` on the search path, if installed.
  static func installed(_ name: String) -> Program? {
    let folders = ProcessInfo.processInfo.environment["PATH"]?.split(separator: ":") ?? []
    return folders.lazy.map { "\($0)/\(name)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }.map(Program.init(path:))
  }

  /// Runs to the end in `folder`, with `environment` set over that of the tests.
  func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:]
  ) throws -> Run {
    try run(arguments, in: folder, environment: environment) { _ in }
  }

  /// Runs like the other `run`, with `meanwhile` given the program's process once it has started.
  func run(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    meanwhile: (Process) throws -> Void
  ) throws -> Run {
    let streams = try Folder()
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder ?? streams.path)
    // What the user of this machine has measured must not change what is tested.
    let cache = ["XDG_CACHE_HOME": streams.path]
    process.environment = Self.patient.merging(ProcessInfo.processInfo.environment) { $1 }
      .merging(cache) { $1 }.merging(environment) { $1 }
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try streams.file("output")
    process.standardError = try streams.file("errors")
    try Self.withSignals { try process.run() }
    try meanwhile(process)
    process.waitUntilExit()
    let signal: Int32 = process.terminationReason == .uncaughtSignal ? 128 : 0
    return Run(
      status: signal + process.terminationStatus, output: try streams.text("output"),
      errors: try streams.text("errors"))
  }

  /// Starts a program that gets its signals: it inherits this thread's mask, and the threads of tasks block all of them,
  /// which programs that wait for children of their own, such as cmake, do not survive.
  private static func withSignals(_ start: () throws -> Void) rethrows {
    var (none, before) = (sigset_t(), sigset_t())
    sigemptyset(&none)
    pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
    try start()
  }

  /// Runs like `run`, requires success, and gives the standard output.
  @discardableResult
  func output(
    _ arguments: [String], in folder: String? = nil, environment: [String: String] = [:],
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> String {
    let run = try run(arguments, in: folder, environment: environment)
    try #require(
      run.status == 0, "\(path) \(arguments.joined(separator: " ").prefix(200)): \(run.errors)",
      sourceLocation: sourceLocation)
    return run.output
  }
}

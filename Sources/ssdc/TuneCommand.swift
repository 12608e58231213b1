import ArgumentParser
import Diagnostics
import Foundation
import IR
import Project
import Tuning

/// `ssdc tune MODEL`.
struct TuneCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "tune",
    abstract: "Measure how a model's program is computed fastest, and keep what was found.",
    discussion: """
      Every operation of the program, and its memory, is built in several ways; each is checked against the plain loops \
      and timed. What is fastest is kept in a record, which `compile` and `run` then use: in the user's cache, or with \
      -o in a file for --tuning. Ctrl-C ends it early and keeps what is known by then.

      Examples:
        ssdc tune path/to/mamba2-130m
        ssdc tune model --seconds 300 -o tuning.txt
        ssdc tune model --target aarch64-linux-gnu --runner 'ssh board' -o board.txt
        ssdc tune model --target aarch64-linux-gnu --emit tuner   # build and run it there
        ssdc tune model --check tuning.txt
        ssdc tune --merge a.txt --merge b.txt -o all.txt
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String?

  @Option(
    name: .shortAndLong,
    help:
      "The file that takes the record; one that is there is added to (default: the user's cache).",
    completion: .file())
  var output: String?

  @Option(help: "How long to measure, in seconds; building comes before.")
  var seconds = 60

  @Option(help: "The number of threads to tune for (default: the machine's processors).")
  var threadCount: Int?

  @Option(
    help: """
      The command that runs a program on the machine to tune for; one that starts with ssh is sent the program first.
      """)
  var runner: String?

  @Option(
    help: "Write the C program that measures into this folder, instead of running it.",
    completion: .file())
  var emit: String?

  @Option(
    help: "Measure again what this record chose, and tell what has changed.", completion: .file())
  var check: String?

  @Option(help: "A record to merge into the output; can be repeated.", completion: .file())
  var merge: [String] = []

  @Flag(help: "With --emit, replace files that were added or edited there.")
  var force = false

  @OptionGroup var options: CompileOptions

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    guard (1...100_000).contains(seconds) else {
      throw Diagnostic(.badOption, "option '--seconds' is \(seconds), expected 1 to 100000")
    }
    if let threadCount, !(1...1024).contains(threadCount) {
      throw Diagnostic(.badOption, "option '--thread-count' is \(threadCount), expected 1 to 1024")
    }
    let taken = [
      "--chunk": options.chunk != "auto", "--schedule": options.schedule != nil,
      "--tuning": options.tuning != nil,
    ]
    if let option = taken.filter(\.value).keys.min() {
      throw Diagnostic(
        .badOption, "option '\(option)' makes choices that 'ssdc tune' is to make",
        help: "leave it out; give it to compile, where it takes precedence over what was measured")
    }
    if !merge.isEmpty { return try mergeRecords() }
    guard let model else {
      throw Diagnostic(.badOption, "expected a MODEL, or records with --merge")
    }
    let session = try TuningSession(Compilation(model, options: options), self)
    if let emit { return try session.emit(to: emit, isForced: force) }
    if let check { return try session.check(check) }
    try session.tune(into: output ?? TuningFiles.cache)
  }

  /// Merges records into the output; nothing is written unless all of them are whole.
  private func mergeRecords() throws {
    guard model == nil else {
      throw Diagnostic(.badOption, "option '--merge' takes records, not a MODEL")
    }
    let path = output ?? TuningFiles.cache
    let merged = try merge.map(RecordFile.read).reduce(into: TuningRecord()) { $0.merge($1) }
    try RecordFile.merge(merged, into: path)
    print(path)
  }
}

import Diagnostics
import Foundation
import Project

/// A run of a tuner, here or on a board.
public struct TunerRun {
  /// The folder of the built tuner.
  public var folder: String
  /// The command that runs programs on the machine that is measured; nil for this one.
  public var runner: String?
  /// How long it may take.
  public var seconds: Int
  /// The threads that share the work, nil for as many as the machine has processors.
  public var threads: Int?

  /// A run of the tuner in `folder`.
  public init(folder: String, runner: String?, seconds: Int, threads: Int?) {
    (self.folder, self.runner, self.seconds, self.threads) = (folder, runner, seconds, threads)
  }

  /// Runs the tuner, shows its lines to `observe`, and returns its record; of one that a signal ended early, what it knew.
  ///
  /// Throws E0915 for a candidate that computes something else, and E0916 where the tuner tells no record.
  public func record(observe: (_ line: String) -> Void) throws -> TuningRecord {
    var (lines, told): ([String], [String]) = ([], [])
    var outcome: ProgramRun.Ending?
    do {
      outcome = try ProgramRun("/bin/sh", ["-c", command, program]) { line in
        if lines.isEmpty && !line.hasPrefix("ssdc-tuning ") {
          told.append(line)
          return observe(line)
        }
        lines.append(line)
      }.ending
    } catch is CancellationError {
      guard !lines.isEmpty else { throw CancellationError() }
    }
    if let inexact = told.first(where: { $0.hasPrefix("inexact: ") }) {
      throw Diagnostic(.inexactCandidate, String(inexact.dropFirst("inexact: ".count)))
    }
    if lines.isEmpty {
      throw Diagnostic(
        .failedTuner, "the tuner \(outcome?.description ?? "told nothing") without a record",
        at: FileLocation(runner ?? program), notes: told.suffix(6))
    }
    return try TuningRecord(
      parsing: lines.map { $0 + "\n" }.joined(), file: "what the tuner printed")
  }

  private var program: String { "\(folder)/\(TunerProject.program)" }

  /// What the shell runs; `$0` is the program.
  private var command: String {
    let arguments = "--seconds \(seconds)" + (threads.map { " --threads \($0)" } ?? "")
    guard let runner else { return "exec \"$0\" \(arguments)" }
    guard isRemote else { return "exec \(runner) \"$0\" \(arguments)" }
    // The board gets the program first, in a folder that goes away with it.
    let there =
      "d=$(mktemp -d) && cat > $d/tuner && chmod +x $d/tuner && { $d/tuner \(arguments); s=$?; rm -rf $d; exit $s; }"
    return "exec \(runner) '\(there)' < \"$0\""
  }

  /// Whether the runner's machine has files of its own: that of ssh has.
  private var isRemote: Bool {
    runner?.split(separator: " ").first?.split(separator: "/").last == "ssh"
  }
}

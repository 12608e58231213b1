import Check
import Diagnostics
import Foundation
import Frontend
import IR
import Passes
import Project

/// The comparison of an emitted program with the double-precision run of its graph: logits, then states layer by layer.
struct EmittedCheck {
  /// The bytes before the numbers of a file of states: its header.
  private static let stateHeaderBytes = 128

  /// The way to the program.
  let compilation: Compilation
  /// What runs the program.
  let emulator: Emulator
  /// What the program is compared with.
  let check: DifferentialCheck

  /// Builds and runs the program for `graph`, planned as `loops`, and reports each part with its difference; throws E0605
  /// at the first that is too large.
  func run(
    _ graph: Module, _ loops: LoopModule, observe: (_ part: String, _ difference: Double) -> Void
  ) throws {
    try TemporaryFolder.with { try run(graph, loops, in: "\($0)/out", observe) }
  }

  private func run(
    _ graph: Module, _ loops: LoopModule, in folder: String,
    _ observe: (_ part: String, _ difference: Double) -> Void
  ) throws {
    try compilation.write(.program, to: folder)
    let (logits, state) = ("\(folder)/logits.npy", "\(folder)/state")
    let ids = check.ids.map(String.init).joined(separator: ",")
    let split = check.pieces.map(String.init).joined(separator: ",")
    let words = emulator.words + ["\(folder)/bin/\(compilation.name.text)"]
    let run = try ProgramRun(
      words[0],
      words.dropFirst() + [
        "logits", "--ids", ids, "--split", split, "--out", logits, "--state-out", state,
      ])
    guard run.succeeded else {
      throw Diagnostic(
        .emittedDiffers, "the emitted program \(run.ending)",
        notes: run.lines.suffix(4))
    }
    let states = try states(state, graph, loops)
    let expected = try check.trace(graph, RealSemantics.self)
    try EmittedComparison(expected, tokens: check.ids.count, of: graph, loops).compare(
      logits: try NumPyFile.floats(logits), states: states, observe: observe)
  }

  /// All states as they lie in memory, from the file that the program saved.
  private func states(
    _ path: String, _ graph: Module, _ loops: LoopModule
  ) throws -> [Float] {
    let bytes = try FileReader(path).readAll(limit: 1 << 40)
    let saved = Float.littleEndian(bytes.dropFirst(Self.stateHeaderBytes))
    let states = GrowingState.unpack(
      saved, Compilation.growing(graph, loops), tokens: check.ids.count,
      context: graph.context ?? 0, elements: MemoryPlan(loops).states / StoredElement.f32.bytes)
    guard let states else {
      throw Diagnostic(
        .emittedDiffers, "states: the emitted program saved only \(saved.count) values")
    }
    return states
  }
}

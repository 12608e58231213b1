import CodegenC
import Diagnostics
import Foundation
import Frontend
import IR
import Passes

/// The comparison of an emitted program with the double-precision run of its graph: logits, then states layer by layer.
struct EmittedCheck {
  /// What 32-bit arithmetic may change of a number, relative to the largest of its part.
  static let bound = 1e-4

  /// The name that states in a file have before their numbers: the header's bytes.
  private static let stateHeaderBytes = 128

  let compilation: Compilation
  let check: DifferentialCheck

  /// Builds and runs the program for `graph`, planned as `loops`, and reports each part with its difference; throws E0605
  /// at the first that is too large.
  func run(
    _ graph: Module, _ loops: LoopModule, observe: (_ part: String, _ difference: Double) -> Void
  ) throws {
    let folder = NSTemporaryDirectory() + "ssdc-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try compilation.write(.program, to: folder)
    let (logits, state) = ("\(folder)/logits.npy", "\(folder)/state")
    let ids = check.ids.map(String.init).joined(separator: ",")
    let split = check.pieces.map(String.init).joined(separator: ",")
    let run = try ProgramRun(
      "\(folder)/bin/\(compilation.name.text)",
      ["logits", "--ids", ids, "--split", split, "--out", logits, "--state-out", state])
    guard run.succeeded else {
      throw Diagnostic(
        .emittedDiffers, "the emitted program \(run.ending)",
        notes: run.lines.suffix(4))
    }
    let expected = try check.trace(graph, RealSemantics.self)
    let bytes = try FileReader(state).readAll(limit: 1 << 40)
    var parts = [("emitted logits", expected.logits, try NumPyFile.floats(logits))]
    parts += try layers(graph, loops).map { layer in
      let pieces = try layer.slices.map { try slice($0, of: expected, in: bytes) }
      return (layer.name, pieces.flatMap(\.expected), pieces.flatMap(\.found))
    }
    for (name, expected, found) in parts {
      let difference = DifferentialCheck.difference(expected, found.map(Double.init))
      observe(name, difference)
      guard difference <= Self.bound else {
        throw Diagnostic(
          .emittedDiffers,
          "\(name): the emitted program differs by \(difference) of the largest number, allowed \(Self.bound)"
        )
      }
    }
  }

  /// One layer's part of one state.
  private struct Slice {
    var state: String
    /// Elements, among those of the state and of all states.
    var inState, inFile: Range<Int>
  }

  /// The states of each layer, first to last.
  private func layers(
    _ graph: Module, _ loops: LoopModule
  ) throws -> [(name: String, slices: [Slice])] {
    var runs: [(prefix: Substring, layers: [[Slice]])] = []
    for state in graph.states {
      guard
        let buffer = loops.buffers.first(where: { $0.name == LowerToLoops.bufferName(of: state) }),
        case .state(let offset?) = buffer.space
      else { continue }
      let count = state.count ?? 1
      let size = buffer.count / count
      let prefix = state.name.prefix { $0 != "." }
      if runs.last?.prefix != prefix {
        runs.append((prefix, Array(repeating: [], count: count)))
      }
      for layer in 0..<min(count, runs[runs.count - 1].layers.count) {
        let start = layer * size
        runs[runs.count - 1].layers[layer].append(
          Slice(
            state: state.name, inState: start..<start + size,
            inFile: offset + start..<offset + start + size))
      }
    }
    return runs.flatMap(\.layers).enumerated().map { ("state of layer \($0)", $1) }
  }

  private func slice(
    _ slice: Slice, of expected: Trace<Double>, in bytes: [UInt8]
  ) throws -> (expected: [Double], found: [Float]) {
    let start = Self.stateHeaderBytes + 4 * slice.inFile.lowerBound
    let end = Self.stateHeaderBytes + 4 * slice.inFile.upperBound
    guard end <= bytes.count else {
      throw Diagnostic(.emittedDiffers, "the saved state has \(bytes.count) bytes, too few")
    }
    return (
      Array(expected[slice.state][slice.inState]), Float.littleEndian(bytes[start..<end])
    )
  }
}

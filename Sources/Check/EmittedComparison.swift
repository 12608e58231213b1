import Diagnostics
import IR
import Passes

/// Compares what an emitted program leaves with the double-precision run of its graph: logits, then states layer by layer.
public struct EmittedComparison: Sendable {
  /// What 32-bit arithmetic may change of a number, relative to the largest of its part.
  public static let bound = 1e-4

  /// The numbers of one layer in one state.
  private struct Slice: Sendable {
    var state: String
    /// Elements, among those of the state and of all states.
    var inState, inMemory: Range<Int>
  }

  private let expected: Trace<Double>
  private let tokens: Int
  private let layers: [[Slice]]

  /// A comparison with `expected`, the run of `graph` over a number of tokens, for a program planned as `loops`.
  public init(_ expected: Trace<Double>, tokens: Int, of graph: Module, _ loops: LoopModule) {
    self.expected = expected
    self.tokens = tokens
    layers = Self.layers(graph, loops)
  }

  /// Compares logits `[tokens, vocabulary]` and the memory of all states, and reports each part with its difference; throws
  /// E0605 at the first that is too large.
  public func compare(
    logits: [Float], states: [Float], observe: (_ part: String, _ difference: Double) -> Void
  ) throws {
    try compare("emitted logits", expected.logits, logits, rows: tokens, observe)
    for (layer, slices) in layers.enumerated() {
      guard slices.allSatisfy({ $0.inMemory.upperBound <= states.count }) else {
        throw Diagnostic(
          .emittedDiffers, "the emitted program saved \(states.count) state values, too few")
      }
      try compare(
        "state of layer \(layer)", slices.flatMap { expected[$0.state][$0.inState] },
        slices.flatMap { states[$0.inMemory] }, rows: nil, observe)
    }
  }

  /// Compares one part; where it has a row per token, the first token that differs is named.
  private func compare(
    _ part: String, _ expected: [Double], _ found: [Float], rows: Int?,
    _ observe: (String, Double) -> Void
  ) throws {
    guard expected.count == found.count else {
      throw Diagnostic(
        .emittedDiffers,
        "\(part): the emitted program produced \(found.count) values, expected \(expected.count)")
    }
    let found = found.map(Double.init)
    let difference = DifferentialCheck.difference(expected, found)
    observe(part, difference)
    guard difference > Self.bound else { return }
    var place = part
    if let rows, rows > 0, rows <= expected.count {
      let allowed = Self.bound * (expected.map(abs).max() ?? 0)
      let first = expected.indices.first { !(abs(expected[$0] - found[$0]) <= allowed) }
      place += first.map { " of token \($0 / (expected.count / rows))" } ?? ""
    }
    throw Diagnostic(
      .emittedDiffers,
      "\(place): the emitted program differs by \(difference) of the largest value, allowed \(Self.bound)"
    )
  }

  /// The states of each layer, first to last.
  private static func layers(_ graph: Module, _ loops: LoopModule) -> [[Slice]] {
    var runs: [(prefix: Substring, layers: [[Slice]])] = []
    for state in graph.states {
      guard
        let buffer = loops.buffers.first(where: { $0.name == LowerToLoops.bufferName(of: state) }),
        case .state(let offset?) = buffer.space
      else { continue }
      let count = state.count ?? 1
      let size = buffer.count / count
      let first = offset / buffer.element.bytes
      let prefix = state.name.prefix { $0 != "." }
      if runs.last?.prefix != prefix {
        runs.append((prefix, Array(repeating: [], count: count)))
      }
      for layer in 0..<min(count, runs[runs.count - 1].layers.count) {
        let start = layer * size
        runs[runs.count - 1].layers[layer].append(
          Slice(
            state: state.name, inState: start..<start + size,
            inMemory: first + start..<first + start + size))
      }
    }
    return runs.flatMap(\.layers)
  }
}

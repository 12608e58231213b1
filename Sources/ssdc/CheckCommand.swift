import ArgumentParser
import CodegenC
import Diagnostics
import Foundation
import Frontend
import IR
import Passes

/// `ssdc check MODEL`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run a model before and after every pass and compare, down to the emitted program.",
    discussion: """
      Every graph pass runs on the real weights in double precision and in a prime field, every loop pass in double \
      precision; then the program is emitted, built, and compared with the double-precision logits. The first pass that \
      changes results by more than its class allows is named.

      Examples:
        ssdc check examples/classics-3m
        ssdc check path/to/model --tokens 40 --chunk 16 --gemm blas
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String

  @Option(help: "The number of tokens to run.")
  var tokens = 12

  @OptionGroup var options: CompileOptions

  func run() throws {
    guard (2...4096).contains(tokens) else {
      throw Diagnostic(.badOption, "option '--tokens' is \(tokens), expected 2 to 4096")
    }
    let compilation = try Compilation(model, options: options)
    let vocabulary = compilation.source.vocabulary
    let weights = compilation.source.weights
    let check = DifferentialCheck(
      options: try options.passOptions(), ids: (0..<tokens).map { ($0 * 7919 + 17) % vocabulary },
      pieces: Self.pieces(tokens),
      values: { try ParameterStream($0, from: weights).transformed($1) })
    Self.line("pass", "class", "difference", "prime field")
    let graph = try check.graphs(compilation.source.graph, observe: Self.show)
    _ = try check.loops(graph, observe: Self.show)
    try compareProgram(compilation, check, graph)
  }

  /// The sequence in three calls, one of them a step.
  private static func pieces(_ tokens: Int) -> [Int] {
    let first = max(1, tokens / 2)
    let rest = tokens - first - 1
    return [first, 1] + (rest > 0 ? [rest] : [])
  }

  private static func show(_ finding: DifferentialCheck.Finding) {
    let field = finding.isExactInField.map { $0 ? "equal" : "different" } ?? "-"
    line(finding.pass, finding.exactness.description, number(finding.difference), field)
  }

  private static func number(_ value: Double) -> String {
    value == 0 ? "0" : String(format: "%.1e", value)
  }

  private static func line(_ cells: String...) {
    print(zip(cells, [26, 15, 12, 0]).map { $0.padded(to: $1) }.joined())
  }

  /// What 32-bit arithmetic may change of a logit, relative to the largest one.
  private static let programBound = 1e-4

  /// Builds the program and compares its logits with those of the graph.
  private func compareProgram(
    _ compilation: Compilation, _ check: DifferentialCheck, _ graph: Module
  ) throws {
    let folder = NSTemporaryDirectory() + "ssdc-check-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try compilation.write(.program, to: folder)
    let output = "\(folder)/logits.npy"
    let run = try ProgramRun(
      "\(folder)/bin/\(compilation.name.text)",
      [
        "logits", "--ids", check.ids.map(String.init).joined(separator: ","), "--split",
        check.pieces.map(String.init).joined(separator: ","), "--out", output,
      ])
    guard run.status == 0 else {
      throw Diagnostic(
        .emittedDiffers, "the emitted program ended with code \(run.status)",
        notes: run.lines.suffix(4))
    }
    let emitted = try NumPyFile.floats(output)
    var runner = GraphRunner<RealSemantics>(graph, values: check.values)
    let expected = try runner.logits(check.ids, pieces: check.pieces).elements
    let difference = DifferentialCheck.difference(expected, emitted.map(Double.init))
    Self.line("emitted program", "within \(Self.programBound)", Self.number(difference), "-")
    guard difference <= Self.programBound else {
      throw Diagnostic(
        .emittedDiffers,
        "the emitted program's logits differ by \(difference) of the largest, allowed \(Self.programBound)"
      )
    }
  }
}

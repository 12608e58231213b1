import ArgumentParser
import Diagnostics
import Foundation
import IR
import Passes

/// `ssdc check MODEL`.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Run a model before and after every pass and compare, down to the emitted program.",
    discussion: """
      Every graph pass runs on the real weights in double precision and in a prime field, every loop pass in double \
      precision; then the program is emitted, built, and compared with the double-precision run: its logits, and its states layer \
      by layer. The first pass or part that differs by more than is allowed is named.

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
    let parameters = ParameterCache(compilation.source.weights)
    let check = DifferentialCheck(
      options: try options.passOptions(), ids: (0..<tokens).map { ($0 * 7919 + 17) % vocabulary },
      pieces: Self.pieces(tokens),
      values: parameters.values)
    Self.line("pass", "class", "difference", "prime field")
    let graph = try check.graphs(compilation.source.graph, observe: Self.show)
    let loops = try check.loops(graph, observe: Self.show)
    try EmittedCheck(compilation: compilation, check: check).run(graph, loops) {
      Self.line($0, "within \(EmittedComparison.bound)", Self.number($1), "-")
    }
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
}

import ArgumentParser
import Check
import Diagnostics
import Foundation
import IR
import Passes
import Project

/// `ssdc check MODEL`.
struct CheckCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Compare a model before and after every pass, and with the emitted program.",
    discussion: """
      Runs every graph pass and every loop pass on the real weights, in double precision and in a prime field. Then \
      emits and builds the program and compares its logits, and its states layer by layer, with the double-precision \
      run. Reports the first pass or part that differs by more than is allowed.

      Examples:
        ssdc check examples/classics-3m
        ssdc check path/to/model --tokens 40 --chunk 16 --gemm blas
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String

  @Option(
    help: """
      The number of tokens to run (default: 12 for the passes, a block with several chunks for the program).
      """)
  var tokens: Int?

  @OptionGroup var options: CompileOptions

  /// Without a choice of the user, chunks of the passes' runs are this small: the default sequence has several.
  private static let interpretedChunk = 4

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    if let tokens, !(2...4096).contains(tokens) {
      throw Diagnostic(.badOption, "option '--tokens' is \(tokens), expected 2 to 4096")
    }
    let emulator = try Emulator(for: options.projectOptions().target.machine)
    let compilation = try Compilation(model, options: options)
    let parameters = ParameterCache(compilation.source.weights)
    let vocabulary = compilation.source.vocabulary
    let chosen = try compilation.passOptions()
    var small = chosen
    small.chunk = chosen.chunk ?? Self.interpretedChunk
    let context = compilation.source.graph.context ?? .max
    if let tokens, tokens > context {
      throw Diagnostic(
        .badOption,
        "option '--tokens' is \(tokens), expected at most \(context), the model's context")
    }
    let count = min(tokens ?? 12, context)
    Self.line("pass", "class", "difference", "prime field")
    let passes = Self.check(
      small, parameters, vocabulary: vocabulary, count, first: count / 2)
    if let unsorted = compilation.source.unsorted {
      try passes.channelOrder(
        compilation.source.graph, stored: ParameterCache(unsorted).values, observe: Self.show)
    }
    let graph = try passes.graphs(compilation.source.graph, observe: Self.show)
    _ = try passes.loops(graph, observe: Self.show)

    let (emitted, loops) = try compilation.lowered(dumping: false)
    let block = LowerToLoops.segmentTokens(emitted, about: chosen.schedule.tokens)
    let most = min(tokens ?? block + block / 4 + 3, context)
    let program = Self.check(
      chosen, parameters, vocabulary: vocabulary, most,
      first: tokens.map { $0 / 2 } ?? block + block / 8 + 1)
    try EmittedCheck(compilation: compilation, emulator: emulator, check: program).run(
      emitted, loops
    ) {
      Self.line($0, "within \(EmittedComparison.bound)", Self.number($1), "-")
    }
  }

  /// A check over `tokens` tokens in up to three calls: `first` tokens, a step, and the rest.
  private static func check(
    _ options: PassOptions, _ parameters: ParameterCache, vocabulary: Int, _ tokens: Int, first: Int
  ) -> DifferentialCheck {
    let first = max(1, min(first, tokens - 1))
    var pieces = [first]
    if tokens > first { pieces.append(1) }
    if tokens > first + 1 { pieces.append(tokens - first - 1) }
    return DifferentialCheck(
      options: options, ids: (0..<tokens).map { ($0 * 7919 + 17) % vocabulary }, pieces: pieces,
      values: parameters.values)
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
    // A check takes its time: what is known shows at once, in a pipe too.
    fflush(nil)
  }
}

import ArgumentParser
import Diagnostics
import IR
import Passes
import Project

/// `ssdc compile MODEL`.
struct CompileCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "compile",
    abstract: "Emit a self-contained C project and build it.",
    discussion: """
      Examples:
        ssdc compile path/to/mamba2-130m
        ssdc compile examples/classics-3m -o out --chunk 64 --gemm blas
        ssdc compile description.yaml --emit source --target aarch64-linux-gnu
        ssdc compile model --emit ir -o model.ssd; ssdc compile model.ssd --checkpoint model
      """)

  @Argument(help: ModelArgument.help, completion: .file())
  var model: String

  @Option(
    name: .shortAndLong,
    help:
      "The output folder (default: the model's name); with --emit ir, the output file (default: standard output).",
    completion: .file())
  var output: String?

  @Option(
    help: "What to produce: ir, source, library or program.",
    completion: .list(Compilation.Goal.allCases.map(\.rawValue)))
  var emit = Compilation.Goal.program.rawValue

  @Flag(help: "Replace a project even if files in it were added or edited; those files are lost.")
  var force = false

  @OptionGroup var options: CompileOptions

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    guard let goal = Compilation.Goal(rawValue: emit) else {
      throw Diagnostic(
        .badOption, "option '--emit' is '\(emit)', expected ir, source, library or program")
    }
    if output == "" {
      throw Diagnostic(.badOption, "option '--output' is empty, expected a path")
    }
    _ = try options.projectOptions()
    let compilation = try Compilation(model, options: options)
    if goal == .ir {
      if !options.dumpIrAfter.isEmpty { _ = try compilation.lowered() }
      return try printIR(IRText.print(.graph(compilation.source.graph)))
    }
    let folder = output ?? compilation.name.text
    let sizes = try compilation.write(goal, to: folder, isForced: force)
    Message.note(
      compilation.scalarRates.found.filter { !$0.promoted.isEmpty }.flatMap(\.lines)
        .map { "one decay for all states: \($0)" })
    if compilation.source.tokenizerFile == nil {
      Message.note([
        "the model has no tokenizer.json, so its program takes token ids, not text; \(compilation.source.tokenizerAdvice)"
      ])
    }
    Message.tell(CompileSummary.lines(compilation, goal, sizes, in: folder))
    switch goal {
    case .program: print("\(folder)/bin/\(compilation.name.text)")
    case .library: print("\(folder)/lib/lib\(compilation.name.text).a")
    case .source, .ir: print(folder)
    }
  }

  /// Prints textual IR, or writes it into the file of `--output` and prints its name.
  private func printIR(_ text: String) throws {
    guard let output else { return print(text, terminator: "") }
    try ProjectWriter.write(text, toFile: output, over: ["module "], isForced: force)
    print(output)
  }
}

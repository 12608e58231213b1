import ArgumentParser
import CodegenC
import Diagnostics
import Foundation
import Frontend
import IR
import Passes
import Project

/// What the argument MODEL may be.
enum ModelArgument {
  static let help: ArgumentHelp =
    "A model folder, a model description (*.yaml) or textual IR (*.ssd)."
}

/// The options of the commands that take a MODEL.
struct CompileOptions: ParsableArguments {
  @Option(
    help: "host, x86_64-linux-gnu, aarch64-linux-gnu, armv7-linux-gnueabihf or riscv64-linux-gnu.",
    completion: .list(Machine.allCases.map(\.rawValue)))
  var target = "host"

  @Option(help: "The target processor, by the name its C compiler uses.")
  var cpu: String?

  @Option(
    help:
      "The matrix multiplication to use: auto, blas or builtin. auto means builtin, which packs weights at compile time.",
    completion: OptionChecks.productNames)
  var gemm = "auto"

  @Option(
    help:
      "How to run parallel loops: openmp, none, or always, which uses OpenMP threads even for single tokens of a small model.",
    completion: .list(["openmp", "always", "none"]))
  var threads = "openmp"

  @Option(
    help: "The weight format: none (32-bit floats), or bf16, in half the memory.",
    completion: .list(["none", "bf16"]))
  var quantize = "none"

  @Option(
    help: "How the program gets its weights: mmap or embed.",
    completion: .list(ProjectOptions.Weights.allCases.map(\.rawValue)))
  var weights = "mmap"

  @Option(
    help: "Tokens per chunk, or auto to let the cost model choose.",
    completion: .list(["auto", "16", "32", "64", "128", "256"]))
  var chunk = "auto"

  @Option(
    help: "A record of `ssdc tune` to use before the user's own and the model's.",
    completion: .file())
  var tuning: String?

  @Flag(help: "Use tuning records of other machines, too.")
  var acceptOtherMachine = false

  @Option(
    help:
      "How loops are arranged: a schedule file; what it does not mention is left to the defaults.",
    completion: .file())
  var schedule: String?

  @Option(
    help: "The model folder's configuration file, if not config.json.",
    completion: .file(extensions: ["json"]))
  var config: String?

  @Option(
    help:
      "A tokenizer.json, or a folder with one, to use instead of the model's own.",
    completion: .file())
  var tokenizer: String?

  @Option(
    help:
      "The model that provides the weights of textual IR, by canonical name (default: random weights from a fixed seed).",
    completion: .file())
  var checkpoint: String?

  @Option(
    help:
      "The maximum sequence length of a model with attention (default: the configuration's, at most 4096)."
  )
  var context: Int?

  @Flag(help: "Drop the limits on Δ, like the cached decoding of the reference implementations.")
  var noStepLimit = false

  @Option(help: "An unknown configuration key to ignore; can be repeated.")
  var ignoreKey: [String] = []

  @Flag(help: "Accept weights that are NaN or infinite.")
  var allowNonfinite = false

  @Option(
    help:
      "Print the IR to standard error after this pass, or after 'all'; can be repeated.",
    completion: .list(CompileOptions.dumpNames))
  var dumpIrAfter: [String] = []

  @Option(help: "The format of messages: text or json.")
  var messageFormat: MessageFormat = .text

  /// How the model's files are read.
  func loadOptions() throws -> LoadOptions {
    LoadOptions(
      configuration: config, allowNonFinite: allowNonfinite,
      context: try context.map(OptionChecks.context),
      ignoresStepLimit: noStepLimit, ignoredKeys: ignoreKey,
      tokenizer: tokenizer)
  }

  /// The options of the passes.
  func passOptions() throws -> PassOptions {
    PassOptions(
      chunk: try OptionChecks.chunk(chunk), products: try OptionChecks.products(gemm),
      teams: threads == "always" ? .always : .worthwhile,
      weights: try OptionChecks.weights(quantize), target: try Target(named: target, cpu: cpu),
      schedule: try OptionChecks.schedule(schedule))
  }

  /// The options of the emitted project.
  func projectOptions() throws -> ProjectOptions {
    try refuseUnsupported()
    let passOptions = try passOptions()
    guard let threads = CodeOptions.Threads(rawValue: threads == "always" ? "openmp" : threads)
    else {
      throw Diagnostic(
        .badOption, "option '--threads' is '\(threads)', expected openmp, always or none")
    }
    guard let weights = ProjectOptions.Weights(rawValue: weights) else {
      throw Diagnostic(.badOption, "option '--weights' is '\(weights)', expected mmap or embed")
    }
    return ProjectOptions(
      code: CodeOptions(products: passOptions.products, threads: threads), weights: weights,
      quantize: passOptions.weights, target: passOptions.target)
  }

  private func refuseUnsupported() throws {
    guard target != "cuda" else {
      throw Diagnostic(.unsupportedOption, "target 'cuda' is not implemented yet")
    }
  }

  /// What `--dump-ir-after` takes.
  private static let dumpNames = ["all", "import"] + Pipeline.names

  /// Throws unless every name given to `--dump-ir-after` is a pass.
  func checkDumps() throws {
    let names = Self.dumpNames
    for name in dumpIrAfter where !names.contains(name) {
      throw Diagnostic(
        .unknownPass, "unknown pass '\(name)'",
        notes: ["the passes are: " + names.joined(separator: ", ")])
    }
  }

  /// Prints the IR after pass `name` on standard error if that was asked for.
  func dump(_ name: String, _ stage: Pipeline.Stage) {
    guard dumpIrAfter.contains(name) || dumpIrAfter.contains("all") else { return }
    StandardError.write("// after \(name)\n\(IRText.print(stage))")
  }
}

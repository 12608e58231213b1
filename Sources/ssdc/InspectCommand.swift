import ArgumentParser
import CodegenC
import Diagnostics
import Frontend

/// `ssdc inspect FILE|DIR`.
struct InspectCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Describe a model, a project, weights, a saved state or textual IR.",
    discussion: """
      Only headers are read, so that the largest checkpoint is described at once.

      Examples:
        ssdc inspect path/to/mamba2-130m
        ssdc inspect out/classics-3m --json
        ssdc inspect model.safetensors --all
        ssdc inspect path/to/mamba2-130m --description > path/to/mamba2-130m/model.yaml
      """)

  @Argument(
    help: """
      A model folder, a model description, an emitted project, a *.safetensors file, pytorch_model.bin, a saved state \
      or textual IR (*.ssd).
      """,
    completion: .file())
  var path: String

  @Flag(help: "List every tensor, not those of like blocks in one line.")
  var all = false

  @Flag(help: "Print one JSON object, with every tensor.")
  var json = false

  @Flag(help: "Print the model as a model description, to stand in the folder of its weights.")
  var description = false

  @Option(help: "The most tokens of a sequence of a model with attention.")
  var context: Int?

  @Flag(help: "Leave out the limits of steps, as 'compile --no-step-limit' does.")
  var noStepLimit = false

  @Option(help: "A key of the configuration that may be unknown; repeat it for several.")
  var ignoreKey: [String] = []

  @Option(help: "The configuration file of a model folder, if it is not config.json.")
  var config: String?

  @Option(
    help: "A tokenizer.json, or a folder that has one, in place of the model's own.",
    completion: .file())
  var tokenizer: String?

  @Option(name: .customLong("message-format"), help: "How errors are printed: text or json.")
  var messageFormat: MessageFormat = .text

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let options = LoadOptions(
      configuration: config, verifying: false,
      context: try context.map(OptionChecks.context), ignoresStepLimit: noStepLimit,
      ignoredKeys: ignoreKey, tokenizer: tokenizer)
    if description {
      if tokenizer != nil {
        throw Diagnostic(
          .badOption, "options '--description' and '--tokenizer' exclude each other",
          help: "put the tokenizer beside the description, and name it under its key 'tokenizer'")
      }
      return print(try DescriptionWriter.text(ModelLoader.open(path, options: options)))
    }
    let inspection = try Inspector.inspect(path, options: options)
    if json {
      print(inspection.json.indented())
    } else {
      print(FactSheet.text(inspection.summary))
      let rows = all ? inspection.tensors : TensorGroups.merged(inspection.tensors)
      if !rows.isEmpty { print("\n" + TensorTable.text(rows)) }
    }
  }
}

import ArgumentParser
import Diagnostics
import Frontend
import Project

/// `ssdc inspect FILE|DIR`.
struct InspectCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Describe a model, a project, a weights file, a saved state or textual IR.",
    discussion: """
      Reads only headers, so even the largest checkpoint takes no time.

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

  @Flag(help: "List every tensor instead of one line per group of equal blocks.")
  var all = false

  @Flag(help: "Print one JSON object that includes every tensor.")
  var json = false

  @Flag(help: "Print the model as a model description, to be saved next to its weights.")
  var description = false

  @Option(help: "The maximum sequence length of a model with attention.")
  var context: Int?

  @Flag(help: "Drop the limits on Δ, like 'compile --no-step-limit'.")
  var noStepLimit = false

  @Option(help: "An unknown configuration key to ignore; can be repeated.")
  var ignoreKey: [String] = []

  @Option(help: "The model folder's configuration file, if not config.json.")
  var config: String?

  @Option(
    help: "A tokenizer.json, or a folder with one, to use instead of the model's own.",
    completion: .file())
  var tokenizer: String?

  @Option(name: .customLong("message-format"), help: "The format of messages: text or json.")
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
          .badOption, "options '--description' and '--tokenizer' cannot be combined",
          help: "put the tokenizer next to the description and name it in its 'tokenizer' key")
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

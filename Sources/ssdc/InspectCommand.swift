import ArgumentParser
import CodegenC
import Diagnostics

/// `ssdc inspect FILE|DIR`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Describe a model, a project, weights, a saved state or textual IR.",
    discussion: """
      Only headers are read, so that the largest checkpoint is described at once.

      Examples:
        ssdc inspect path/to/mamba2-130m
        ssdc inspect out/classics-3m --json
        ssdc inspect model.safetensors --all
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

  @Option(name: .customLong("message-format"), help: "How errors are printed: text or json.")
  var messageFormat: MessageFormat = .text

  func run() throws {
    let inspection = try Inspector.inspect(path)
    if json {
      print(inspection.json.indented())
    } else {
      print(FactSheet.text(inspection.summary))
      let rows = all ? inspection.tensors : TensorGroups.merged(inspection.tensors)
      if !rows.isEmpty { print("\n" + TensorTable.text(rows)) }
    }
  }
}

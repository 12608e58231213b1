import ArgumentParser
import CodegenC
import Diagnostics

/// `ssdc cache`.
struct CacheCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show or clear the programs that 'run' keeps.",
    discussion: """
      Examples:
        ssdc cache
        ssdc cache --clear
      """)

  @Flag(help: "Remove all programs; what else is in the folder stays.")
  var clear = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(name: .customLong("message-format"), help: "How errors are printed: text or json.")
  var messageFormat: MessageFormat = .text

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    if clear { try ProjectWriter.removeProjects(in: CacheFolder.path) }
    let members =
      CacheReport.members + [
        .init("programs", .integer(ProjectWriter.projects(in: CacheFolder.path).count))
      ]
    print(json ? OrderedJSON.object(members).indented() : FactSheet.text(members))
  }
}

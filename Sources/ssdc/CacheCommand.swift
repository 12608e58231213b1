import ArgumentParser
import Diagnostics
import Project

/// `ssdc cache`.
struct CacheCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "cache", abstract: "Show or clear the programs cached by 'run'.",
    discussion: """
      Examples:
        ssdc cache
        ssdc cache --clear
      """)

  @Flag(help: "Remove all cached programs; other files in the folder stay.")
  var clear = false

  @Flag(help: "Print one JSON object.")
  var json = false

  @Option(name: .customLong("message-format"), help: "The format of messages: text or json.")
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

import ArgumentParser
import Foundation

/// `ssdc manual`, for packagers: not listed.
struct ManualCommand: ParsableCommand {
  /// What `--help` says of it.
  static let configuration = CommandConfiguration(
    commandName: "manual", abstract: "Print the manual page in roff.",
    discussion: "Example: ssdc manual > ssdc.1; man -l ssdc.1", shouldDisplay: false)

  /// Carries out the command; throws what is told as an error.
  func run() throws {
    let info = try JSONDecoder().decode(ToolInfo.self, from: Data(SSDC._dumpHelp().utf8))
    print(ManualPage(command: info.command, version: SSDC.configuration.version).text)
  }
}

import Foundation
import PackagePlugin

/// Generates the Swift source that holds the files of Runtime/, whenever one of them changes.
///
/// Embedded resources would do the same, but the compiler takes a minute to read them as arrays of bytes.
@main
struct EmbedRuntime: BuildToolPlugin {
  func createBuildCommands(context: PluginContext, target: Target) throws -> [Command] {
    let folder = context.package.directoryURL.appending(path: "Runtime")
    let output = context.pluginWorkDirectoryURL.appending(path: "EmbeddedRuntime.swift")
    let files = try FileManager.default.subpathsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".c") || $0.hasSuffix(".h") }.sorted()
    return [
      .buildCommand(
        displayName: "Embedding \(files.count) runtime files",
        executable: try context.tool(named: "embed-runtime").url,
        arguments: [folder.path, output.path] + files,
        inputFiles: files.map { folder.appending(path: $0) }, outputFiles: [output])
    ]
  }
}

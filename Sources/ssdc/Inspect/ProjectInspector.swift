import Diagnostics
import Foundation
import Frontend
import Project

/// Describes emitted projects by their manifest.json.
struct ProjectInspector {
  private static let manifestLimit = 16 << 20

  private let folder: String
  private let manifest: JSONValue

  /// The project in `folder`; nil if it holds none.
  init?(folder: String) throws {
    self.folder = folder
    let path = "\(folder)/manifest.json"
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    manifest = try JSONReader.read(
      FileReader(path).readAll(limit: Self.manifestLimit), file: path)
    guard manifest["generator"]?.string == "ssdc" else { return nil }
  }

  /// What the manifest says, what is there of it, and the tensors of its weights.
  func inspection() throws -> Inspection {
    let told = ["title", "model", "options", "chunks", "functions", "memory", "hashes"]
    return Inspection(
      kind: "emitted project",
      facts: [.init("path", .text(folder)), .init("name", .text(try name()))]
        + told.compactMap { key in manifest[key].map { .init(key, OrderedJSON($0)) } }
        + (try presence()),
      tensors: try weights())
  }

  /// The project's name: part of paths, so it must be an identifier.
  private func name() throws -> String {
    guard let name = manifest["name"]?.string, !name.isEmpty,
      name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") })
    else {
      throw Diagnostic(
        .unknownFile, "the manifest does not name its project",
        at: FileLocation("\(folder)/manifest.json"))
    }
    return name
  }

  private func presence() throws -> [OrderedJSON.Member] {
    let files = FileManager.default
    let name = try name()
    let missing = (manifest["files"]?.array ?? []).compactMap { $0["path"]?.string }
      .filter { !files.fileExists(atPath: "\(folder)/\($0)") }
    return [
      .init("program", .flag(files.isExecutableFile(atPath: "\(folder)/bin/\(name)"))),
      .init("library", .flag(files.fileExists(atPath: "\(folder)/lib/lib\(name).a"))),
      .init("missing_files", .list(missing.map(OrderedJSON.text))),
    ]
  }

  private func weights() throws -> [TensorRow] {
    let path = "\(folder)/weights/\(try name()).safetensors"
    guard FileManager.default.fileExists(atPath: path) else { return [] }
    return try SafetensorsInspector.inspect(FileReader(path)).tensors
  }
}

import Diagnostics
import Foundation
import Frontend

/// Tells what a path leads to, from its first bytes and its name.
enum Inspector {
  /// Describes the file or folder at `path` from its headers.
  static func inspect(_ path: String, options: LoadOptions = LoadOptions()) throws -> Inspection {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      if let project = try ProjectInspector(folder: path) { return try project.inspection() }
      return try CheckpointInspector.inspect(path, options: options)
    }
    let file = try FileReader(path)
    let start = try file.read(at: 0, count: min(file.size, 16))
    if start.starts(with: StateInspector.magic) { return try StateInspector.inspect(file) }
    switch (path as NSString).pathExtension {
    case "yaml", "yml", "json": return try CheckpointInspector.inspect(path, options: options)
    case "ssd": return try IRInspector.inspect(path)
    case "safetensors": return try SafetensorsInspector.inspect(file)
    case "bin", "pt", "pth": return try torch(file)
    default: return try unnamed(file, start)
    }
  }

  /// A file whose name tells nothing.
  private static func unnamed(_ file: FileReader, _ start: [UInt8]) throws -> Inspection {
    if start.starts(with: Array("PK\u{3}\u{4}".utf8)) { return try torch(file) }
    do {
      return try SafetensorsInspector.inspect(file)
    } catch let diagnostic as Diagnostic where diagnostic.id != .notSafetensors {
      // Only a file that looks like safetensors is worth the reader's own words.
      if start.count > 8, start[8] == UInt8(ascii: "{") { throw diagnostic }
      throw Diagnostic(
        .unknownFile, "unknown file type", at: FileLocation(file.path))
    }
  }

  private static func torch(_ file: FileReader) throws -> Inspection {
    Inspection(
      kind: "PyTorch checkpoint",
      facts: [.init("path", .text(file.path)), .init("file_bytes", .integer(file.size))],
      tensors: try TorchCheckpoint.tensors(in: file, verifying: false).map(TensorRow.init))
  }
}

extension TensorRow {
  /// A tensor in a file.
  init(_ tensor: StoredTensor) {
    self.init(
      tensor.name, tensor.type.rawValue, tensor.shape, count: tensor.count, bytes: tensor.bytes)
  }
}

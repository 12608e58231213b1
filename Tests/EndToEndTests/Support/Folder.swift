import Foundation

/// A temporary folder, removed with its last reference.
final class Folder: Sendable {
  /// Its path.
  let path: String

  init() throws {
    path = NSTemporaryDirectory() + "ssdc-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of `name` inside.
  subscript(name: String) -> String { "\(path)/\(name)" }

  /// A new file `name`, open for writing.
  func file(_ name: String) throws -> FileHandle {
    try write("", to: name)
    return try FileHandle(forWritingTo: URL(fileURLWithPath: self[name]))
  }

  /// The text of the file `name`.
  func text(_ name: String) throws -> String {
    String(decoding: try bytes(name), as: UTF8.self)
  }

  /// The bytes of the file `name`.
  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: self[name]))
  }

  /// Writes `text` into the file `name`.
  func write(_ text: String, to name: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: self[name]))
  }

  /// The names of what is inside, sorted.
  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }

  /// Every file below `name` by its path there.
  func tree(_ name: String) throws -> [String: Data] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: self[name])
    return try paths.reduce(into: [:]) { tree, path in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: self["\(name)/\(path)"], isDirectory: &isFolder)
      if !isFolder.boolValue { tree[path] = try bytes("\(name)/\(path)") }
    }
  }
}

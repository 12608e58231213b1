import Diagnostics
import Foundation

/// The folder that a project is to replace: what may go with it, and what may not.
struct FormerProject {
  /// Where the folder is, and how the user calls it.
  let path, shown: String

  /// The most bytes of a manifest; emitted ones have some thousands.
  private static let manifestLimit = 16 << 20

  /// Throws E0704 unless nothing is at the path, or an empty folder, or an emitted project with what its build makes.
  func check() throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return }
    guard isFolder.boolValue else { throw refusal("'\(shown)' is a file, not a folder") }
    if (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true { return }
    guard let own = ownFiles() else {
      throw refusal(
        "'\(shown)' is not empty and holds no emitted project",
        help: "choose another folder with -o")
    }
    if let stranger = firstFile(below: "", outside: own) {
      throw refusal(
        "'\(shown)' holds '\(stranger)', which is no part of the project emitted there",
        help: "move that file elsewhere, or choose another folder with -o")
    }
  }

  /// The paths of the project's files and of what building it makes; nil where no manifest tells.
  private func ownFiles() -> Set<String>? {
    guard let file = FileHandle(forReadingAtPath: "\(path)/\(Manifest.path)"),
      let bytes = try? file.read(upToCount: Self.manifestLimit),
      bytes.starts(with: Manifest.marker.utf8),
      let manifest = try? JSONSerialization.jsonObject(with: bytes) as? [String: Any],
      let name = manifest["name"] as? String,
      let files = manifest["files"] as? [[String: Any]]
    else { return nil }
    return Set(files.compactMap { $0["path"] as? String } + [Manifest.path])
      .union(["weights/\(name).safetensors", "bin/\(name)", "lib/lib\(name).a"])
  }

  /// The first file, link or unreadable folder below `folder` whose path is not in `own`; the build's own folder aside.
  private func firstFile(below folder: String, outside own: Set<String>) -> String? {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
    else { return folder }
    for name in names.sorted() {
      let inside = folder.isEmpty ? name : "\(folder)/\(name)"
      if inside == Self.buildFolder || own.contains(inside) { continue }
      let attributes = try? FileManager.default.attributesOfItem(atPath: "\(path)/\(inside)")
      guard attributes?[.type] as? FileAttributeType == .typeDirectory else { return inside }
      if let found = firstFile(below: inside, outside: own) { return found }
    }
    return nil
  }

  /// Where make and CMake put what lies between sources and results; `make clean` removes it.
  private static let buildFolder = "build"

  private func refusal(_ message: String, help: String? = nil) -> Diagnostic {
    Diagnostic(.foreignFolder, message, at: Place(shown), help: help)
  }
}

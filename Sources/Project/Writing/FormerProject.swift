import Diagnostics
import Foundation

/// The folder that a project is to replace: what may go with it, and what may not.
struct FormerProject {
  /// Where the folder is, and how the user calls it.
  let path, shown: String
  /// Whether the user gives up what was added to the project or edited there.
  var isForced = false

  /// How many files a refusal names.
  private static let namedFiles = 8

  /// Throws E0704 unless nothing is at the path, or an empty folder, or an emitted project as it was emitted with what
  /// its build makes.
  func check() throws {
    let here = URL(fileURLWithPath: FileManager.default.currentDirectoryPath)
      .resolvingSymlinksInPath().path
    if here == path || here.hasPrefix(path + "/") {
      // Another folder takes its place, and whoever stands in this one would be nowhere.
      throw refusal(
        "'\(shown)' is the current folder or contains it",
        help: "run the command from another folder")
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      var status = stat()
      if lstat(path, &status) == 0 { throw refusal("'\(shown)' is a link that leads nowhere") }
      return
    }
    guard isFolder.boolValue else { throw refusal("'\(shown)' is a file, not a folder") }
    if (try? FileManager.default.contentsOfDirectory(atPath: path))?.isEmpty == true { return }
    guard let emitted = EmissionRecord(path) else {
      throw refusal(
        "'\(shown)' is not empty and holds no emitted project",
        help: "choose another folder with -o")
    }
    if isForced { return }
    try refuse(
      files(below: "").filter { !emitted.knows($0) }, "is not part of the emitted project")
    try refuse(emitted.edited, "was edited after it was emitted")
  }

  /// Throws E0704 with the names of `files` if there are any.
  private func refuse(_ files: [String], _ problem: String) throws {
    guard let first = files.first else { return }
    let others = files.dropFirst()
    var notes = others.prefix(Self.namedFiles - 1).map { "also '\($0)'" }
    if files.count > Self.namedFiles { notes.append("and \(files.count - Self.namedFiles) more") }
    throw refusal(
      "'\(shown)' holds '\(first)', which \(problem)", notes: notes,
      help: "move it away, choose another folder with -o, or discard it with --force")
  }

  /// Every file, link and unreadable folder below `folder`, sorted folder by folder.
  private func files(below folder: String) -> [String] {
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: "\(path)/\(folder)")
    else { return [folder] }
    return names.sorted().flatMap { name in
      let inside = folder.isEmpty ? name : "\(folder)/\(name)"
      var status = stat()
      let isFolder =
        lstat("\(path)/\(inside)", &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
      return isFolder ? files(below: inside) : [inside]
    }
  }

  private func refusal(_ message: String, notes: [String] = [], help: String? = nil) -> Diagnostic {
    Diagnostic(.foreignFolder, message, at: FileLocation(shown), notes: notes, help: help)
  }
}

import Foundation

/// What a project's manifest records of the files as they were emitted.
struct EmissionRecord {
  /// What is known of a file's content.
  private enum Content {
    /// The digest of all of it.
    case digest(String)
    /// Of weights, which may be too large to read: the digest of their header, and how many bytes they are.
    case weights(header: String, bytes: Int)
  }

  private let folder: String
  private let contents: [String: Content]
  private let built: BuiltFiles

  /// The most bytes of a manifest; emitted ones have some thousands.
  private static let manifestLimit = 16 << 20
  /// The most bytes of any other emitted file.
  private static let fileLimit = 1 << 30

  /// Reads the manifest in `folder`; nil where there is none of an emitted project.
  init?(_ folder: String) {
    guard
      let (bytes, _) = RegularFile.read("\(folder)/\(Manifest.path)", upTo: Self.manifestLimit),
      bytes.starts(with: Manifest.marker.utf8),
      let manifest = try? JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any],
      let name = manifest["name"] as? String,
      let files = manifest["files"] as? [[String: Any]]
    else { return nil }
    self.folder = folder
    built = BuiltFiles(
      name: name,
      usesCMake: FileManager.default.fileExists(atPath: "\(folder)/build/CMakeCache.txt"))
    var contents: [String: Content] = [:]
    for file in files {
      guard let path = file["path"] as? String else { continue }
      contents[path] = .digest(file["sha256"] as? String ?? "")
    }
    contents["weights/\(name).safetensors"] = .weights(
      header: (manifest["hashes"] as? [String: Any])?["weights_header"] as? String ?? "",
      bytes: (manifest["memory"] as? [String: Any])?["weights_bytes"] as? Int ?? 0)
    self.contents = contents
  }

  /// Whether the file at `path` was emitted, or made by building.
  func knows(_ path: String) -> Bool {
    contents[path] != nil || path == Manifest.path || built.contains(path)
  }

  /// The emitted files that are there with another content, sorted.
  var edited: [String] {
    contents.filter { !isUnchanged($0.key, $0.value) }.keys.sorted()
  }

  private func isUnchanged(_ path: String, _ content: Content) -> Bool {
    let path = "\(folder)/\(path)"
    if access(path, F_OK) != 0, errno == ENOENT || errno == ENOTDIR { return true }
    switch content {
    case .digest(let digest):
      guard let (bytes, size) = RegularFile.read(path, upTo: Self.fileLimit) else { return false }
      return bytes.count == size && SHA256.digest(bytes).hexadecimal == digest
    case .weights(let header, let bytes):
      guard let (start, size) = RegularFile.read(path, upTo: 8), start.count == 8, size == bytes
      else { return false }
      let length = start.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      guard length <= UInt64(min(size, Self.fileLimit)) - 8,
        let (head, _) = RegularFile.read(path, upTo: 8 + Int(length))
      else { return false }
      return SHA256.digest(head).hexadecimal == header
    }
  }
}

import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder whose files may name one another, and nothing outside it.
///
/// A file is opened by its plain name, so that no index and no pickle can name one elsewhere. A symbolic link in the folder may
/// lead to a regular file anywhere: people keep weights on another disk. docs/trust.md thinks it through.
struct ModelFolder {
  /// The folder as the user gave it.
  let path: String
  /// The folder without links.
  private let resolved: String

  /// The folder at `path`.
  init(_ path: String) throws {
    var status = stat()
    guard !path.utf8.contains(0), stat(path, &status) == 0, let resolved = Self.resolve(path) else {
      throw Diagnostic(
        .unreadableFile, "no such model: expected a folder or a *.yaml or *.ssd file",
        at: FileLocation(path))
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw Diagnostic(
        .noModel, "this is neither a folder nor a YAML description", at: FileLocation(path))
    }
    self.path = path
    self.resolved = resolved
  }

  /// Whether something called `name` is in the folder.
  func has(_ name: String) -> Bool {
    var status = stat()
    return lstat(shown(name), &status) == 0
  }

  /// Opens the file `name`; `source` is the place that names it, where that is a file too.
  func open(_ name: String, namedAt source: FileLocation? = nil) throws -> FileReader {
    guard Self.isPlain(name) else {
      throw Diagnostic(
        .unsafePath, "\(named(name)) is not the plain name of a file in the same folder",
        at: source ?? FileLocation(path))
    }
    guard let target = Self.resolve(shown(name)) else {
      throw Diagnostic(.unreadableFile, "no such file", at: FileLocation(shown(name)))
    }
    return try FileReader(target, shownAs: shown(name))
  }

  /// The path of `name` for messages.
  func shown(_ name: String) -> String { path.hasSuffix("/") ? path + name : path + "/" + name }

  /// The last parts of the path without links, the folder itself last.
  var components: [String] { resolved.split(separator: "/").map(String.init) }

  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 255 && name != "." && name != ".."
      && !name.utf8.contains { $0 < 0x20 || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }
  }

  private static func resolve(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(validatingCString: buffer)
  }
}

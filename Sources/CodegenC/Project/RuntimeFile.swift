/// A file of `Runtime/`, as it is in the compiler.
struct RuntimeFile: Sendable {
  /// Its path below `Runtime/`.
  var path: String
  /// Its text, in which every name that other files see starts with `ssdc` or `SSDC`.
  var text: String

  /// The name without folder and ending.
  var stem: String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
  }

  /// The name without folders.
  var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folder directly below `Runtime/`.
  var folder: String { String(path.prefix { $0 != "/" }) }

  /// The runtime's files that this one includes.
  var includes: [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("#include \"") else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}

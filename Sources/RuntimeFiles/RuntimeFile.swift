/// A file of `Runtime/`, as it is in the compiler.
public struct RuntimeFile: Sendable {
  /// Its path below `Runtime/`.
  public var path: String
  /// Its text, in which every name that other files see starts with `ssdc` or `SSDC`.
  public var text: String

  /// The name without folder and ending.
  public var stem: String {
    let file = path.split(separator: "/").last ?? ""
    return String(file.prefix { $0 != "." })
  }

  /// The name without folders.
  public var fileName: String { path.split(separator: "/").last.map(String.init) ?? path }

  /// The folder directly below `Runtime/`.
  public var folder: String { String(path.prefix { $0 != "/" }) }

  /// The runtime's files that this one includes.
  public var includes: [String] {
    text.split(separator: "\n").compactMap { line in
      guard line.hasPrefix("#include \"") else { return nil }
      return line.split(separator: "\"").dropFirst().first.map(String.init)
    }
  }
}

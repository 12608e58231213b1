/// A file of an emitted project.
public struct EmittedFile: Hashable, Sendable {
  /// Its path inside the project, with slashes.
  public var path: String
  /// Its content.
  public var bytes: [UInt8]

  /// The file at `path` with `text` in UTF-8.
  public init(_ path: String, text: String) {
    self.path = path
    bytes = Array(text.utf8)
  }
}

import Project

/// What makes a machine fast or slow at one schedule or another, in words.
public struct MachineSignature: Hashable, Sendable {
  /// Architecture, processor, cores, caches, features, compiler, flags and who multiplies matrices, between semicolons.
  public var text: String

  /// The signature with these words.
  public init(_ text: String) { self.text = text }

  /// Eight hexadecimal digits that stand for it in a record.
  public var id: String { Self.digits(text) }

  /// The first eight digits of the digest of `text`.
  static func digits(_ text: String) -> String {
    String(SHA256.digest(text.utf8).hexadecimal.prefix(8))
  }

  /// The words between its semicolons.
  public var parts: [String] {
    text.split(separator: ";").map { $0.trimmingPrefix { $0 == " " } }.map(String.init)
  }
}

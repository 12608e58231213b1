/// One thing that is wrong, told so that its reader can mend it: what, where, what was expected.
///
/// Every failure of the compiler that its user can cause is a `Diagnostic`; nothing else is thrown across modules.
public struct Diagnostic: Error, Equatable, Sendable {
  /// The entry of the catalogue that explains this kind of failure.
  public var id: DiagnosticID
  /// One sentence without a full stop, naming the offending thing and what was expected instead.
  public var message: String
  /// The place in a file, when there is one.
  public var place: FileLocation?
  /// Further facts, one per line.
  public var notes: [String]
  /// What the user can do about it.
  public var help: String?

  /// Creates a diagnostic with catalogue entry `id`.
  public init(
    _ id: DiagnosticID, _ message: String, at place: FileLocation? = nil, notes: [String] = [],
    help: String? = nil
  ) {
    self.id = id
    self.message = message
    self.place = place
    self.notes = notes
    self.help = help
  }
}

/// A file, and where in it.
public struct FileLocation: Equatable, Sendable {
  /// The path as the user gave it or would recognise it.
  public var file: String
  /// A byte offset, line, key or tensor name inside the file, in words: `byte 8`, `line 3, column 7`, `key 'num_heads'`.
  public var detail: String?

  /// A place in `file`, at `detail`.
  public init(_ file: String, _ detail: String? = nil) {
    self.file = file
    self.detail = detail
  }
}

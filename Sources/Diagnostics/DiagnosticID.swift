/// An entry of the catalogue of failures: a stable id, its exit code and the page that `ssdc explain` prints.
public struct DiagnosticID: Equatable, Hashable, Sendable {
  /// `E` and four digits; never given to another failure once published.
  public let code: String
  /// A few words naming the failure.
  public let title: String
  /// What the failure means and how to mend it, in a few sentences.
  public let explanation: String
  /// The exit code of a process that ends with it.
  public let exit: ExitCode

  /// An entry `code`, titled and explained.
  public init(_ code: String, _ title: String, exit: ExitCode = .badInput, _ explanation: String) {
    self.code = code
    self.title = title
    self.exit = exit
    self.explanation = explanation
  }

  /// The whole catalogue, by ascending code.
  public static let all: [DiagnosticID] =
    [
      containerEntries, configurationEntries, pickleEntries, tokenizerEntries, irEntries,
      loopEntries, checkEntries, environmentEntries, usageEntries, scheduleEntries, tuningEntries,
    ].flatMap { $0 }

  /// The entry whose code is `code`, if any.
  public static func named(_ code: String) -> DiagnosticID? {
    all.first { $0.code == code }
  }
}

/// The exit codes of `ssdc`.
public enum ExitCode: Int32, Sendable {
  /// All went well.
  case done = 0
  /// A defect of the compiler.
  case internalError = 1
  /// A command line that means nothing.
  case usage = 2
  /// A model or file that is refused.
  case badInput = 3
  /// Something that this machine lacks.
  case environment = 4
  /// Results that differ from what they should be.
  case checkFailed = 5
}

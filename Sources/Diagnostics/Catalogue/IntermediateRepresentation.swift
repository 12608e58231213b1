extension DiagnosticID {
  /// E05xx: textual IR and its verifiers.
  static let irEntries: [DiagnosticID] = []

}

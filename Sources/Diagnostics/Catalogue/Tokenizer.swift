extension DiagnosticID {
  /// E04xx: tokenizers.
  static let tokenizerEntries: [DiagnosticID] = []

}

extension DiagnosticID {
  /// E08xx: the command line.
  static let usageEntries: [DiagnosticID] = []

}

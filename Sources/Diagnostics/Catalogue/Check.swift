extension DiagnosticID {
  /// E06xx: passes that break their word.
  static let checkEntries: [DiagnosticID] = []

}

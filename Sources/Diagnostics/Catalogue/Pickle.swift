extension DiagnosticID {
  /// E03xx: zip archives and pickles.
  static let pickleEntries: [DiagnosticID] = []

}

extension DiagnosticID {
  /// E07xx: compilers, disks and other parts of the environment.
  static let environmentEntries: [DiagnosticID] = []

}

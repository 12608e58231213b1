extension DiagnosticID {
  /// E02xx: model configurations and descriptions, and tensors that do not fit them.
  static let configurationEntries: [DiagnosticID] = []

}

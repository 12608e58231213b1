extension DiagnosticID {
  /// E01xx: files, JSON and safetensors.
  static let containerEntries: [DiagnosticID] = []

}

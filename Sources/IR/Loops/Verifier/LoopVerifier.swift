import Diagnostics

/// Checks that a loop module is well formed, stays in its buffers and shares work without races.
///
/// Later checks lean on earlier ones: what has wrong names or types is not looked into further.
public enum LoopVerifier {
  /// Everything that is wrong with `module`, function by function.
  public static func diagnostics(_ module: LoopModule) -> [Diagnostic] {
    var report = LoopReport(module: module.name)
    NameCheck.check(module, &report)
    guard report.diagnostics.isEmpty else { return report.diagnostics }
    for function in module.functions {
      report.enter("function '\(function.name)'")
      TeamCheck.check(function, &report)
      BoundsCheck.check(function, of: module, &report)
      ParallelLegality.check(function, &report)
      report.leave()
    }
    return report.diagnostics
  }

  /// Throws the first thing that is wrong with `module`.
  public static func verify(_ module: LoopModule) throws(Diagnostic) {
    if let first = diagnostics(module).first { throw first }
  }
}

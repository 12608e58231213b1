import Diagnostics
import Foundation
import IR
import Project

/// What tells a program in the cache from every other.
///
/// The model as it was read, every option by reflection, so that none can be forgotten, and the files and programs that take
/// part, by path, size and time. So weights are not read again. Of the environment only `variables` count.
enum CacheKey {
  /// Options that change what is printed, and no byte of what is emitted.
  private static let printing: Set<String> = ["_dumpIrAfter", "_messageFormat"]

  /// Variables that compilers, linkers and make take flags and folders from.
  private static let variables = [
    "CC", "CPATH", "C_INCLUDE_PATH", "LDFLAGS", "LIBRARY_PATH", "MAKEFLAGS", "PKG_CONFIG_PATH",
  ]

  /// The key of the program of `compilation`, as hexadecimal digits.
  static func text(_ compilation: Compilation) throws -> String {
    let source = compilation.source
    let projectOptions = try compilation.options.projectOptions()
    let environment = ProcessInfo.processInfo.environment
    // Without a compiler a program that was built before still runs.
    let toolchain = try? Toolchain.find(
      for: projectOptions.target, products: projectOptions.code.products)
    let own = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    let programs = [own] + (toolchain.map { [$0.compiler, $0.make] } ?? [])
    let choices =
      [compilation.options.schedule].compactMap { $0 }
      + TuningFiles(options: compilation.options).paths(of: source)
    let facts = [
      SSDC.configuration.version, source.title, source.identity, "\(source.vocabulary)",
      "\(source.beginToken ?? -1)", "\(source.endTokens)",
      OrderedJSON.object(source.facts).compact, "\(toolchain?.variables ?? [])",
      HostMachine.signature,
    ]
    let parts =
      facts + options(compilation.options)
      + (source.files + programs + choices).map(stamp)
      + variables.map { environment[$0] ?? "" }
    return SHA256.digest(parts.map(String.init(reflecting:)).joined(separator: "\n").utf8)
      .hexadecimal
  }

  /// Every option with its value, but for those that only print.
  static func options(_ options: CompileOptions) -> [String] {
    Mirror(reflecting: options).children.compactMap { child in
      guard let label = child.label, !printing.contains(label) else { return nil }
      return "\(label) \(child.value)"
    }
  }

  /// A file's place, size and times, to the nanosecond; of an absent one, its path.
  private static func stamp(_ path: String) -> String {
    let path = URL(fileURLWithPath: path).standardizedFileURL.path
    var status = stat()
    guard stat(path, &status) == 0 else { return path }
    let times = [status.st_mtim, status.st_ctim].map { "\($0.tv_sec) \($0.tv_nsec)" }
    return "\(path) \(status.st_dev) \(status.st_ino) \(status.st_size) \(times)"
  }
}

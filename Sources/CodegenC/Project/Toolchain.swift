import Diagnostics
import Foundation
import IR

/// The programs that build an emitted project.
public struct Toolchain: Hashable, Sendable {
  /// The C compiler, by path or as the variable CC names it.
  public var compiler: String
  /// The path of make.
  public var make: String

  /// Finds the programs for `target` on the search path; the environment's CC, if set, is the compiler.
  ///
  /// Throws E0701 with the packages to install when one is missing.
  public static func find(
    for target: Target, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Toolchain {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    let machine = target.machine
    let given = environment["CC"].flatMap { $0.isEmpty ? nil : $0 }
    guard
      let compiler = given ?? machine.compilers.lazy.compactMap({ find($0, in: folders) }).first
    else {
      throw Diagnostic(
        .noCompiler,
        "no C compiler for \(machine.rawValue): looked for \(machine.compilers.joined(separator: ", "))",
        help: "apt-get install \(machine.compilerPackages)")
    }
    guard let make = find("make", in: folders) else {
      throw Diagnostic(.noCompiler, "'make' is not installed", help: "apt-get install make")
    }
    return Toolchain(compiler: compiler, make: make)
  }

  /// Builds the project in `folder` with as many jobs as there are processors; `goal` is a target of its Makefile.
  ///
  /// Throws E0702 with the last lines of what the compiler said.
  public func build(_ folder: String, goal: String = "all") throws {
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    let result = try ProgramRun(make, ["-C", folder, "-j\(jobs)", "CC=\(compiler)", goal])
    guard result.succeeded else {
      throw Diagnostic(
        .buildFailed, "building the project \(result.ending)",
        at: Place(folder), notes: result.lines.suffix(12),
        help: Self.help(for: result.lines))
    }
  }

  /// The package that a known complaint of compilers and linkers asks for.
  private static func help(for lines: [String]) -> String? {
    let text = lines.joined(separator: "\n")
    if text.contains("cblas.h") || text.contains("-lopenblas") {
      return "apt-get install libopenblas-dev, or compile with --gemm builtin"
    }
    if text.contains("-lomp") || text.contains("omp.h") {
      return "apt-get install libomp-dev, use gcc, or compile with --threads none"
    }
    return nil
  }

  private static func find(_ program: String, in folders: [String]) -> String? {
    folders.lazy.map { "\($0)/\(program)" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }
}

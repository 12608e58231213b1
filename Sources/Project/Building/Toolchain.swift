import Diagnostics
import Foundation
import IR

/// The programs that build an emitted project.
public struct Toolchain: Hashable, Sendable {
  /// The C compiler, by path or as the variable CC names it.
  public var compiler: String
  /// The path of make.
  public var make: String

  /// Variables of the Makefile that its own search would get wrong.
  public var variables: [String] = []

  /// Finds what building for `target` with these `products` takes: programs on the search path, the compiler that the
  /// environment's CC names if it is set, and libraries.
  ///
  /// Throws E0701 with the packages to install when something is missing.
  public static func find(
    for target: Target, products: GemmProvider = .builtin,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Toolchain {
    let programs = SearchPath(environment)
    let compiler = try compiler(for: target.machine, environment["CC"] ?? "", programs)
    guard let make = programs.find("make") else {
      throw Diagnostic(.noCompiler, "'make' is not installed", help: "apt-get install make")
    }
    let libraries = TargetLibraries(machine: target.machine, environment: environment)
    return switch products {
    case .builtin: Toolchain(compiler: compiler, make: make)
    case .blas:
      Toolchain(compiler: compiler, make: make, variables: try libraries.openBLAS())
    }
  }

  /// The first compiler for `machine` that is there; `given` instead, which may come with arguments, unless it is empty.
  private static func compiler(
    for machine: Machine, _ given: String, _ programs: SearchPath
  ) throws -> String {
    if let name = given.split(separator: " ").first {
      guard programs.find(String(name)) != nil else {
        throw Diagnostic(
          .noCompiler, "the C compiler '\(name)', set by the variable CC, was not found",
          help: "set CC to an installed compiler, or unset it")
      }
      return given
    }
    guard let compiler = machine.compilers.lazy.compactMap(programs.find).first else {
      throw Diagnostic(
        .noCompiler,
        "no C compiler for \(machine.rawValue): looked for \(machine.compilers.joined(separator: ", "))",
        help: "apt-get install \(machine.compilerPackages)")
    }
    return compiler
  }

  /// Builds the project in `folder` with as many jobs as there are processors; `goal` is a target of its Makefile.
  ///
  /// `observe` is told how many files were given to the compiler so far. Throws E0702 with the last lines of what the compiler
  /// said.
  public func build(
    _ folder: String, goal: String = "all", observe: (_ started: Int) -> Void = { _ in }
  ) throws {
    let jobs = ProcessInfo.processInfo.activeProcessorCount
    var started = 0
    let result = try ProgramRun(
      make, ["-C", folder, "-j\(jobs)", "CC=\(compiler)"] + variables + [goal]
    ) { line in
      // make prints each command before it runs.
      guard line.contains(" -c ") && line.hasSuffix(".o") else { return }
      started += 1
      observe(started)
    }
    guard result.succeeded else {
      throw Diagnostic(
        .buildFailed, "building the project \(result.ending)",
        at: FileLocation(folder), notes: result.lines.suffix(12),
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
}

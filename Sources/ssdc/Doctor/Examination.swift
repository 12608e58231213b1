import Foundation
import IR
import Project

/// Everything that `doctor` looks at.
struct Examination {
  private let compilers: [Finding]
  private let tools: [Finding]
  private let libraries: [Finding]
  private let gpu: String?

  /// Looks for programs and tries them.
  init(environment: [String: String] = ProcessInfo.processInfo.environment) throws {
    let programs = Programs(environment: environment)
    let given = environment["CC"].flatMap { $0.isEmpty ? nil : $0 }
    (compilers, libraries) = try TrialBuild.withFolder(programs) { trial in
      (
        Self.compilers(programs, trial, given: given),
        Self.libraries(programs, trial, given: given)
      )
    }
    tools = [
      Finding(
        name: "make", description: programs.version(of: "make"), need: .needed, packages: "make"),
      Finding(
        name: "cmake", description: programs.version(of: "cmake"), need: .alternative,
        packages: "cmake"),
      Finding(
        name: "pkg-config", description: programs.version(of: "pkg-config"), need: .alternative,
        packages: "pkg-config"),
    ]
    gpu = programs.output(
      of: "nvidia-smi", ["--query-gpu=name,compute_cap,driver_version", "--format=csv,noheader"]
    )?.split(separator: "\n").first.map(String.init)
  }

  /// Whether a model can be compiled for this machine.
  var isReady: Bool { install(for: [.needed]) == nil }

  /// All of it, by section.
  var report: [OrderedJSON.Member] {
    [
      .init("ready", .flag(isReady)),
      .init("machine", .object(HostMachine.members)),
      .init("compilers", .object(compilers.map(\.member))),
      .init("tools", .object(tools.map(\.member))),
      .init("libraries", .object(libraries.map(\.member))),
      .init("gpu", gpu.map { .text($0) } ?? .null),
      .init("cache", .object(CacheReport.members)),
      .init("install", install(for: [.needed, .optional]).map { .text($0) } ?? .null),
    ]
  }

  /// The line that installs what is missing; nil when nothing is.
  func install(for needs: [Finding.Need]) -> String? {
    let missing = (compilers + tools + libraries)
      .filter { $0.description == nil && needs.contains($0.need) }
    return missing.isEmpty
      ? nil : "apt-get install " + missing.map(\.packages).joined(separator: " ")
  }

  /// A compiler of each kind; one that cannot build a program counts as missing.
  private static func compilers(
    _ programs: Programs, _ trial: TrialBuild, given: String?
  ) -> [Finding] {
    func finding(_ name: String, _ need: Finding.Need, _ packages: String) -> Finding {
      let works = trial.builds(.plain, with: name)
      return Finding(
        name: name, description: works ? programs.version(of: name) : nil, need: need,
        packages: packages)
    }
    let machine = Machine.host
    var findings = machine.compilers.map { name in
      finding(name, .alternative, name == "clang" ? "clang" : machine.compilerPackages)
    }
    if let given {
      findings.insert(finding(given, .needed, machine.compilerPackages), at: 0)
    } else if findings.allSatisfy({ $0.description == nil }) {
      findings[0].need = .needed
    }
    return findings
      + Machine.allCases.filter { $0 != machine }.flatMap { machine in
        machine.compilers.map { finding($0, .optional, machine.compilerPackages) }
      }
  }

  private static func libraries(
    _ programs: Programs, _ trial: TrialBuild, given: String?
  ) -> [Finding] {
    let compilers = Machine.host.compilers.filter { programs.path(of: $0) != nil }
    let openMP = ["gcc", "clang"].filter(compilers.contains).map { compiler in
      Finding(
        name: "OpenMP for \(compiler)",
        description: trial.builds(.openMP, with: compiler) ? "found" : nil,
        need: .optional, packages: compiler == "clang" ? "libomp-dev" : "libgomp1")
    }
    let blas = (given ?? compilers.first).flatMap { trial.output(of: .openBLAS, with: $0) }
    return openMP
      + [
        Finding(
          name: "BLAS", description: blas.map(flavour), need: .optional,
          packages: "libopenblas-dev")
      ]
  }

  /// `1 OpenBLAS 0.3.21 …` in words.
  private static func flavour(_ output: String) -> String {
    let words = output.split(whereSeparator: \.isWhitespace).map(String.init)
    let threads =
      switch words.first {
      case "0": "without threads"
      case "1": "with its own threads"
      case "2": "with OpenMP threads"
      default: "with unknown threads"
      }
    return words.dropFirst().prefix(2).joined(separator: " ") + " " + threads
  }
}

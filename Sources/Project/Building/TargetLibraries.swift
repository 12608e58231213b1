import Diagnostics
import Foundation
import IR

/// The libraries of a machine other than the one that compiles, which `pkg-config` does not find by itself.
struct TargetLibraries {
  /// The machine.
  let machine: Machine
  /// The search path and the other variables.
  let environment: [String: String]

  /// What make is told so that a project finds OpenBLAS; nothing where the Makefile's own search is right.
  ///
  /// Throws E0701 with the package to install where the machine has none.
  func openBLAS() throws -> [String] {
    guard let package = package else { return [] }
    guard let compiling = query("--cflags"), let linking = query("--libs") else {
      throw Diagnostic(
        .noCompiler,
        "no OpenBLAS for \(machine.rawValue): looked for openblas.pc in \(folder)",
        help: "apt-get install \(package), or compile with --gemm builtin")
    }
    return ["BLAS_CFLAGS=\(compiling)", "BLAS_LIBS=\(linking)"]
  }

  /// Where Debian has the descriptions of the machine's libraries.
  private var folder: String { "/usr/lib/\(machine.triple)/pkgconfig" }

  /// The Debian package; nil for the machine that compiles.
  private var package: String? {
    if machine == Machine.here { return nil }
    return switch machine {
    case .host: nil
    case .x86_64: "libopenblas-dev:amd64"
    case .aarch64: "libopenblas-dev:arm64"
    case .armv7: "libopenblas-dev:armhf"
    case .riscv64: "libopenblas-dev:riscv64"
    }
  }

  /// What the machine's own pkg-config says of OpenBLAS, else the common one sent to the machine's folder.
  private func query(_ option: String) -> String? {
    let programs = SearchPath(environment)
    let own = programs.find("\(machine.triple)-pkg-config").map { [$0] }
    let common = ["/usr/bin/env", "PKG_CONFIG_LIBDIR=\(folder):/usr/share/pkgconfig"]
    guard let words = own ?? programs.find("pkg-config").map({ common + [$0] }),
      let run = try? ProgramRun(words[0], words.dropFirst() + [option, "openblas"]), run.succeeded
    else { return nil }
    return run.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }
}

import Diagnostics
import Foundation
import IR
import Testing

@testable import CodegenC
@testable import Project

@Suite struct ToolchainTests {
  @Test func missingProgramsAreNamedWithTheirPackages() {
    for machine in Machine.allCases {
      #expect {
        try Toolchain.find(for: Target(machine), environment: ["PATH": "/nowhere"])
      } throws: { error in
        let diagnostic = error as? Diagnostic
        return diagnostic?.id == .noCompiler
          && diagnostic?.help == "apt-get install \(machine.compilerPackages)"
      }
    }
  }

  @Test func brokenProjectsAreToldInTheCompilersWords() throws {
    let folder = try Folder()
    try folder.write(
      "Makefile", "all:\n\t@echo 'x.c:1: fatal error: cblas.h: No such file'; false\n")
    #expect {
      try Toolchain.find(for: Target(.host)).build(folder.path)
    } throws: { error in
      let diagnostic = error as? Diagnostic
      return diagnostic?.id == .buildFailed && diagnostic?.help?.contains("libopenblas-dev") == true
        && diagnostic?.notes.contains { $0.contains("fatal error") } == true
    }
  }

  @Test(arguments: ["nonexistcc", "/nowhere/gcc", "nonexistcc -m32"])
  func missingCompilersAreNamedAsGiven(given: String) {
    let name = given.prefix { $0 != " " }
    #expect {
      try Toolchain.find(for: Target(.host), environment: ["PATH": "/usr/bin", "CC": given])
    } throws: { error in
      let diagnostic = error as? Diagnostic
      return diagnostic?.id == .noCompiler && diagnostic?.message.contains("'\(name)'") == true
    }
  }

  @Test func compilersMayComeWithArguments() throws {
    let found = try Toolchain.find(
      for: Target(.host), environment: ["PATH": "/usr/bin:/bin", "CC": "env gcc"])
    #expect(found.compiler == "env gcc")
  }

  /// A folder of programs that stand for a cross compiler and make, with `scripts` besides.
  private static func programs(_ scripts: [String: String]) throws -> Folder {
    let folder = try Folder()
    let all = ["make": "", "riscv64-linux-gnu-gcc": ""]
    for (name, script) in all.merging(scripts, uniquingKeysWith: { $1 }) {
      try folder.write(name, "#!/bin/sh\n\(script)\n")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder.path(name))
    }
    return folder
  }

  private static func find(_ machine: Machine, in folder: Folder) throws -> Toolchain {
    try Toolchain.find(
      for: Target(machine), products: .blas, environment: ["PATH": folder.path])
  }

  @Test func librariesOfTheTargetAreAskedFor() throws {
    let own = try Self.programs([
      "riscv64-linux-gnu-pkg-config": "echo \"[own $*]\"", "pkg-config": "exit 1",
    ])
    #expect(
      try Self.find(.riscv64, in: own).variables == [
        "BLAS_CFLAGS=[own --cflags openblas]", "BLAS_LIBS=[own --libs openblas]",
      ])
    let common = try Self.programs(["pkg-config": "echo \"$PKG_CONFIG_LIBDIR\""])
    let path = "/usr/lib/riscv64-linux-gnu/pkgconfig:/usr/share/pkgconfig"
    #expect(
      try Self.find(.riscv64, in: common).variables == ["BLAS_CFLAGS=\(path)", "BLAS_LIBS=\(path)"])
  }

  @Test(arguments: [["pkg-config": "exit 1"], [:]])
  func missingLibrariesOfTheTargetAreNamed(scripts: [String: String]) throws {
    let folder = try Self.programs(scripts)
    #expect {
      try Self.find(.riscv64, in: folder)
    } throws: { error in
      let diagnostic = error as? Diagnostic
      return diagnostic?.id == .noCompiler
        && diagnostic?.help?.contains("apt-get install libopenblas-dev:riscv64") == true
    }
  }
}

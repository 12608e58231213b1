import Diagnostics
import Foundation
import IR
import Testing

@testable import CodegenC
@testable import Project

/// What runs the programs of other machines.
@Suite struct EmulatorTests {
  private static let others = [
    (Machine.x86_64, "qemu-x86_64"), (.aarch64, "qemu-aarch64"), (.armv7, "qemu-arm"),
    (.riscv64, "qemu-riscv64"),
  ].filter { $0.0 != Machine.here }

  private func folder(with program: String) throws -> Folder {
    let folder = try Folder()
    try folder.write(program, "#!/bin/sh\n")
    chmod(folder.path(program), 0o755)
    return folder
  }

  @Test func thisMachineNeedsNone() throws {
    #expect(try Emulator(for: .host, environment: [:]).words.isEmpty)
    let here = try #require(Machine.here)
    #expect(try Emulator(for: here, environment: [:]).words.isEmpty)
  }

  @Test(arguments: others, ["", "-static"])
  func emulatorsAreFound(other: (machine: Machine, name: String), ending: String) throws {
    let folder = try folder(with: other.name + ending)
    let words = try Emulator(for: other.machine, environment: ["PATH": folder.path]).words
    #expect(words.first == folder.path(other.name + ending))
    let libraries = "/usr/\(other.machine.triple)"
    let hasLibraries = FileManager.default.fileExists(atPath: libraries)
    #expect(words.dropFirst() == (hasLibraries ? ["-L", libraries] : []))
  }

  @Test(arguments: others)
  func missingEmulatorsAreNamedWithTheirPackage(other: (machine: Machine, name: String)) throws {
    #expect {
      try Emulator(for: other.machine, environment: ["PATH": "/nonexistent"])
    } throws: { error in
      let error = error as? Diagnostic
      return error?.id == .noEmulator && error?.message.contains(other.name) == true
        && error?.help?.contains("qemu-user-static") == true
    }
  }
}

import Diagnostics
import Foundation
import IR

/// What runs the programs of a target on this machine.
public struct Emulator: Hashable, Sendable {
  /// The words in front of a program and its arguments; none where this machine runs it by itself.
  public let words: [String]

  /// Finds what runs programs for `machine`: nothing, or qemu's emulator with the target's libraries.
  ///
  /// Throws E0709 with the package to install where there is no emulator.
  public init(
    for machine: Machine, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    guard let name = Self.name(of: machine), machine != Machine.here else {
      words = []
      return
    }
    let programs = SearchPath(environment)
    let names = ["qemu-\(name)-static", "qemu-\(name)"]
    guard let program = names.lazy.compactMap(programs.find).first else {
      throw Diagnostic(
        .noEmulator,
        "no emulator found for \(machine.rawValue): looked for \(names.joined(separator: ", "))",
        help: "apt-get install qemu-user-static, or compile and run the program on its machine")
    }
    let libraries = "/usr/\(machine.triple)"
    var isFolder: ObjCBool = false
    let hasLibraries =
      FileManager.default.fileExists(atPath: libraries, isDirectory: &isFolder)
      && isFolder.boolValue
    words = [program] + (hasLibraries ? ["-L", libraries] : [])
  }

  /// What qemu calls the machine; nil for the one that compiles.
  private static func name(of machine: Machine) -> String? {
    switch machine {
    case .host: nil
    case .x86_64: "x86_64"
    case .aarch64: "aarch64"
    case .armv7: "arm"
    case .riscv64: "riscv64"
    }
  }
}

extension Machine {
  /// The machine that this compiler was built for; nil where it is none of the others.
  static var here: Machine? {
    #if arch(x86_64)
      .x86_64
    #elseif arch(arm64)
      .aarch64
    #elseif arch(arm)
      .armv7
    #elseif arch(riscv64)
      .riscv64
    #else
      nil
    #endif
  }

  /// Whether its programs run on this machine by themselves.
  public var runsHere: Bool { self == .host || self == Self.here }

  /// The machine's name in Debian's folders and programs.
  var triple: String { self == .armv7 ? "arm-linux-gnueabihf" : rawValue }
}

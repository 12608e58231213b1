import Diagnostics

/// The machine that a program is emitted for, as far as passes and packaging must know it.
public struct Target: Hashable, Sendable {
  /// What kind of machine.
  public var machine: Machine
  /// The processor's name as compilers know it; nil for the machine's default.
  public var cpu: String?

  /// The target `machine`, optionally one processor of it.
  public init(_ machine: Machine, cpu: String? = nil) {
    self.machine = machine
    self.cpu = cpu
  }

  /// The target that `--target name --cpu cpu` means; throws E0705 for others.
  public init(named name: String, cpu: String? = nil) throws {
    guard let machine = Machine(rawValue: name) else {
      let known = Machine.allCases.map(\.rawValue).joined(separator: ", ")
      throw Diagnostic(
        .unknownTarget, "'\(name)' is not a target", help: "choose one of \(known)")
    }
    if let cpu, !cpu.allSatisfy(Self.isPlain) || !(cpu.first?.isLetter ?? false) {
      throw Diagnostic(.unknownTarget, "'\(cpu)' is not a processor name")
    }
    self.init(machine, cpu: cpu)
  }

  /// What processor names are made of; anything else could be more than a name to a shell.
  private static func isPlain(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "-_.+".contains(character))
  }

  /// Bytes of the second-level cache that one core can count on: what a thread works on again and again should fit.
  public var cacheBytes: Int { machine.cacheBytes }

  /// The compiler flags that choose the instruction set.
  public var flags: [String] {
    switch machine {
    case .host, .x86_64: ["-march=\(cpu ?? machine.defaultArchitecture)"]
    case .aarch64: cpu.map { ["-mcpu=\($0)"] } ?? ["-march=\(machine.defaultArchitecture)"]
    case .armv7:
      (cpu.map { ["-mcpu=\($0)"] } ?? ["-march=\(machine.defaultArchitecture)"])
        + ["-mfpu=neon-vfpv4", "-mfloat-abi=hard"]
    case .riscv64:
      cpu.map { ["-mcpu=\($0)"] } ?? ["-march=\(machine.defaultArchitecture)", "-mabi=lp64d"]
    }
  }
}

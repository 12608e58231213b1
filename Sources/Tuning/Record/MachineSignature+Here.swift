import CodegenC
import Diagnostics
import IR
import Project
import RuntimeMachine

extension MachineSignature {
  /// This machine with the compiler of `toolchain`, as a tuner that is built with it would describe it; nil where the compiler
  /// doesn't say what it is.
  public static func here(
    _ toolchain: Toolchain, flags: BuildFlags, products: GemmProvider
  ) throws -> MachineSignature? {
    guard let compiler = try compiler(toolchain.compiler) else { return nil }
    var text = [CChar](repeating: 0, count: 1024)
    ssdc_machine_describe(
      &text, text.count, compiler, flags.all.joined(separator: " "), products.rawValue)
    return MachineSignature(
      String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
  }

  /// What the compiler calls itself in its predefined macros.
  private static func compiler(_ command: String) throws -> String? {
    let run = try ProgramRun("/bin/sh", ["-c", "exec \(command) -dM -E -x c /dev/null"])
    guard run.succeeded else { return nil }
    func macro(_ name: String) -> String? {
      let start = "#define \(name) \""
      return run.lines.first { $0.hasPrefix(start) }.map {
        String($0.dropFirst(start.count).dropLast())
      }
    }
    if let version = macro("__clang_version__") { return "clang \(version)" }
    return macro("__VERSION__").map { "gcc \($0)" }
  }

  /// Whether a program for `target` with these flags may be tuned by what was measured there: the architecture, the flags and
  /// who multiplies matrices are the same. That is all that is known of a machine that is not this one.
  public func suits(_ target: Target, _ flags: BuildFlags, _ products: GemmProvider) -> Bool {
    let parts = parts
    let architecture = target.machine.rawValue.prefix { $0 != "-" }
    return parts.count == 8 && parts[0].hasPrefix(architecture)
      && parts[6] == flags.all.joined(separator: " ") && parts[7] == "gemm \(products.rawValue)"
  }
}

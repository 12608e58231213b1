import Foundation
import Project

/// What this machine is.
enum HostMachine {
  /// Flags of processors that matter to vector code, in the words of /proc/cpuinfo.
  private static let vectorFlags: Set<String> = [
    "sse4_2", "avx", "avx2", "fma", "f16c", "avx512f", "avx512bw", "avx512vl", "avx512_vnni",
    "avx512_bf16", "avx_vnni", "amx_tile", "amx_bf16", "amx_int8",
    "neon", "vfpv4", "asimd", "asimdhp", "asimddp", "sve", "sve2", "bf16", "i8mm",
  ]

  /// Facts for the report.
  static var members: [OrderedJSON.Member] {
    let processor = processorFields()
    let flags = (processor["flags"] ?? processor["Features"] ?? "").split(separator: " ")
      .map(String.init).filter(vectorFlags.contains)
    let name = processor["model name"] ?? processor["uarch"] ?? processor["Processor"]
    return [
      .init("processor", name.map { .text($0) } ?? .null),
      .init("architecture", .text(architecture)),
      .init(
        "instructions", .list((flags.isEmpty ? isa(processor) : flags).map(OrderedJSON.text))),
      .init("cores", .integer(ProcessInfo.processInfo.activeProcessorCount)),
      .init(
        "memory_bytes",
        .integer(Int(clamping: ProcessInfo.processInfo.physicalMemory))),
    ]
  }

  /// What code compiled for this very machine depends on: its processor and all its instructions.
  static var signature: String {
    let fields = processorFields()
    let keys = ["model name", "uarch", "Processor", "flags", "Features", "isa"]
    return ([architecture] + keys.map { fields[$0] ?? "" }).joined(separator: "\n")
  }

  private static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "aarch64"
    #elseif arch(arm)
      "armv7"
    #elseif arch(riscv64)
      "riscv64"
    #else
      "another"
    #endif
  }

  /// RISC-V's line, whose letters are extensions.
  private static func isa(_ processor: [String: String]) -> [String] {
    processor["isa"].map { [$0] } ?? []
  }

  /// The fields of the first processor; none where the system has no such file.
  private static func processorFields() -> [String: String] {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8) else {
      return [:]
    }
    var fields: [String: String] = [:]
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.isEmpty { break }
      guard let colon = line.firstIndex(of: ":") else { continue }
      let key = line[..<colon].trimmingCharacters(in: .whitespaces)
      fields[key] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
    }
    return fields
  }
}

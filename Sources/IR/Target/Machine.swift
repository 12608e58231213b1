/// The machines that emitted programs are tested on.
public enum Machine: String, CaseIterable, Hashable, Sendable {
  /// The machine that the compiler runs on, with all that its processor can do.
  case host
  case x86_64 = "x86_64-linux-gnu"
  case aarch64 = "aarch64-linux-gnu"
  case armv7 = "armv7-linux-gnueabihf"
  case riscv64 = "riscv64-linux-gnu"

  /// What `-march=` says when no processor is named: widely present, with fused multiply-add.
  public var defaultArchitecture: String {
    switch self {
    case .host: "native"
    case .x86_64: "x86-64-v3"
    case .aarch64: "armv8-a"
    case .armv7: "armv7-a"
    case .riscv64: "rv64gc"
    }
  }

  /// Names of C compilers for the machine, best first.
  public var compilers: [String] {
    switch self {
    case .host: ["gcc", "clang", "cc"]
    case .x86_64: ["x86_64-linux-gnu-gcc"]
    case .aarch64: ["aarch64-linux-gnu-gcc"]
    case .armv7: ["arm-linux-gnueabihf-gcc"]
    case .riscv64: ["riscv64-linux-gnu-gcc"]
    }
  }

  /// The Debian packages with a compiler and a C library for the machine.
  public var compilerPackages: String {
    switch self {
    case .host: "gcc libc6-dev"
    case .x86_64: "gcc-x86-64-linux-gnu libc6-dev-amd64-cross"
    case .aarch64: "gcc-aarch64-linux-gnu libc6-dev-arm64-cross"
    case .armv7: "gcc-arm-linux-gnueabihf libc6-dev-armhf-cross"
    case .riscv64: "gcc-riscv64-linux-gnu libc6-dev-riscv64-cross"
    }
  }

  /// Bytes of the second-level cache that one core can count on, where the processor is not known any closer: of a shared one, its part.
  public var cacheBytes: Int {
    switch self {
    case .host, .x86_64: 512 << 10
    case .aarch64: 256 << 10
    case .armv7, .riscv64: 128 << 10
    }
  }
}

import CodegenC
import IR

/// The flags of the C compiler that emitted code is made for.
public struct BuildFlags: Hashable, Sendable {
  /// The machine.
  public var target: Target
  /// Who runs parallel loops.
  public var threads: CodeOptions.Threads

  /// The flags for a machine, with or without threads.
  public init(_ target: Target, threads: CodeOptions.Threads) {
    (self.target, self.threads) = (target, threads)
  }

  /// Flags that the code is written for.
  ///
  /// No contraction: products and sums round as written, with every compiler; where a fused operation pays, the kernels
  /// ask for it. No errno and no traps from arithmetic: nothing reads them, and vector lanes could not set them.
  public var language: [String] {
    ["-std=c99", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
  }

  /// Flags that a user may want to change.
  public var speed: [String] { ["-O3"] + target.flags }

  /// Lets loops use vector lanes, and threads where wanted.
  public var openmp: String {
    switch threads {
    case .openmp: "-fopenmp"
    case .none: "-fopenmp-simd"
    }
  }

  /// All that changes how fast the code is.
  public var all: [String] { language + speed + [openmp] }

  /// What shows that the code is clean.
  public static let warnings = [
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes",
    "-Wmissing-prototypes",
  ]

  /// The libraries, as a Makefile finds them.
  package static func libraries(_ products: GemmProvider) -> String {
    switch products {
    case .builtin: "LIBS = -lm"
    case .blas:
      """
      BLAS_CFLAGS := $(shell pkg-config --cflags openblas 2>/dev/null)
      BLAS_LIBS := $(or $(shell pkg-config --libs openblas 2>/dev/null),-lopenblas)
      LIBS = $(BLAS_LIBS) -lm
      """
    }
  }
}

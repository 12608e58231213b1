import IR

/// What the build files of a project say, each in its own language.
struct BuildPlan {
  /// The project.
  var input: ProjectInput
  /// Sources of the library, by path.
  var librarySources: [String]
  /// Sources of the program, by path.
  var programSources: [String]

  /// Flags that the code is written for.
  ///
  /// No contraction: products and sums round as written, with every compiler; where a fused operation pays, the kernels
  /// ask for it. No errno and no traps from arithmetic: nothing reads them, and vector lanes could not set them.
  var languageFlags: [String] {
    ["-std=c99", "-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"]
  }

  /// What shows that the code is clean.
  let warningFlags = [
    "-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wstrict-prototypes",
    "-Wmissing-prototypes",
  ]

  /// Flags that a user may want to change.
  var tuningFlags: [String] { ["-O3"] + input.options.target.flags }

  /// Lets loops use vector lanes, and threads where wanted.
  var openmpFlag: String {
    switch input.options.code.threads {
    case .openmp: "-fopenmp"
    case .none: "-fopenmp-simd"
    }
  }

  /// Whether a BLAS library is linked.
  var usesBLAS: Bool { input.options.code.products == .blas }

  /// Whether the program contains its weights.
  var embedsWeights: Bool { input.options.weights == .embed }

  /// Macros that the sources are compiled with.
  var macros: [String] {
    (input.tokenizer == nil ? ["\(input.name.macroPrefix)NO_TOKENIZER"] : [])
      + (embedsWeights ? ["\(input.name.macroPrefix)EMBEDDED_WEIGHTS"] : [])
  }

  /// Folders with headers, the public one first.
  var includeFolders: [String] {
    ["include", "src", "app"] + (input.tokenizer == nil ? [] : ["app/tokenizer"])
  }

  /// The source that reports the compiler's flags.
  let flagReporter = "app/info"

  /// The compiler that is used when none is named.
  var compiler: String { input.options.target.machine.compilers[0] }

  /// Where the weights lie.
  var weightsPath: String { "weights/\(input.name.text).safetensors" }
}

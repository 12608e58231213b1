import IR

/// What the build files of a project say, each in its own language.
struct BuildPlan {
  /// The project.
  var input: ProjectInput
  /// Sources of the library, by path.
  var librarySources: [String]
  /// Sources of the program, by path.
  var programSources: [String]

  /// The flags of the C compiler.
  var flags: BuildFlags { BuildFlags(input.options.target, threads: input.options.code.threads) }

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

import CodegenC
import IR
import Project
import RuntimeFiles
import Schedule

/// The stand-alone C program that checks and times the candidates of some problems, and prints a record.
public struct TunerProject {
  /// The problems.
  let spaces: [ProblemSpace]
  /// How candidates are written, and who multiplies matrices.
  let code: CodeOptions
  /// The flags of the C compiler.
  let flags: BuildFlags
  /// Ids are below it.
  let vocabulary: Int
  /// Whether the program brings its libraries along: it then runs where they are not installed.
  let isStatic: Bool

  /// The program for `spaces`, with ids below `vocabulary`; `isStatic` links its libraries into it.
  public init(
    _ spaces: [ProblemSpace], code: CodeOptions, target: Target, vocabulary: Int, isStatic: Bool
  ) {
    (self.spaces, self.code, self.vocabulary) = (spaces, code, vocabulary)
    flags = BuildFlags(target, threads: code.threads)
    self.isStatic = isStatic
  }

  /// Where the program is, once it is built.
  public static let program = "tuner"

  /// The files, by path; throws E0706 for loops that have no C spelling.
  public func files() throws -> [EmittedFile] {
    var headers: Set<String> = []
    var files: [EmittedFile] = []
    for (index, space) in spaces.enumerated() {
      for function in functions(of: space, index) {
        let entry = try EntryFile(
          function.module.functions[0], of: function.module, prefix: TunerFunction.prefix,
          options: code, declaredIn: TunerTables.header)
        headers.formUnion(entry.headers)
        files.append(EmittedFile("src/\(function.name).c", text: entry.text))
      }
    }
    let tables = TunerTables(
      problems: spaces.enumerated().map { ($0.element, functions(of: $0.element, $0.offset)) },
      flags: flags, products: code.products, vocabulary: vocabulary)
    files += [
      EmittedFile("src/\(TunerTables.header)", text: tables.prototypes),
      EmittedFile("src/candidates.c", text: try tables.text),
    ]
    let fixed = RuntimeFile.all.filter { ["tuner", "machine", "hash"].contains($0.folder) }
    files += try (fixed + RuntimeSelection.kernels(headers, products: code.products)).map {
      EmittedFile("src/\($0.fileName)", text: $0.text)
    }
    let sources = files.map(\.path).filter { $0.hasSuffix(".c") }.sorted()
    files += [
      EmittedFile("Makefile", text: makefile(sources)), EmittedFile("README.md", text: readme),
    ]
    return files.sorted { $0.path < $1.path }
  }

  /// The functions of a problem: the plain loops if there are any, then the candidates.
  private func functions(of space: ProblemSpace, _ index: Int) -> [TunerFunction] {
    let reference = space.reference.map { TunerFunction("p\(index)_plain", $0) }
    return [reference].compactMap { $0 }
      + space.candidates.enumerated().map {
        TunerFunction("p\(index)_c\($0.offset)", $0.element.module)
      }
  }

  private func makefile(_ sources: [String]) -> String {
    let isBLAS = code.products == .blas
    return """
      # make        the program \(Self.program)
      # make clean  removes what was built
      # CC, CFLAGS, OPENMP and LDFLAGS may be given on the command line; a record then is of other flags.

      ifeq ($(origin CC),default)
      CC = \(flags.target.machine.compilers[0])
      endif
      CFLAGS = \(flags.speed.joined(separator: " "))
      OPENMP = \(flags.openmp)
      LDFLAGS = \(isStatic ? "-static" : "")
      \(BuildFlags.libraries(code.products))
      LANGUAGE = \(flags.language.joined(separator: " "))
      WARNINGS = \(BuildFlags.warnings.joined(separator: " "))
      COMPILE = $(CC) $(LANGUAGE) $(CFLAGS) $(OPENMP) $(WARNINGS) -Isrc\(isBLAS ? " $(BLAS_CFLAGS)" : "")
      OBJECTS =\(sources.map { " \\\n  build/\($0.dropLast(2)).o" }.joined())

      \(Self.program): $(OBJECTS)
      \t$(CC) $(CFLAGS) $(OPENMP) $(LDFLAGS) -o $@ $(OBJECTS) $(LIBS)

      build/%.o: %.c
      \t@mkdir -p $(@D)
      \t$(COMPILE) -c $< -o $@

      # A record names the flags.
      build/src/candidates.o: private WARNINGS += -D'SSDC_TUNER_FLAGS="$(LANGUAGE) $(CFLAGS) $(OPENMP)"'

      .PHONY: all clean
      all: \(Self.program)
      clean:
      \trm -rf build \(Self.program)

      """
  }

  private var readme: String {
    let problems = spaces.map { "- `\($0.problem)`: \($0.candidates.count) candidates" }
    return """
      # A tuner

      `make -j4 && ./\(Self.program) > tuning.txt` checks and times, in about a minute, the ways in which a model's program can
      compute

      \(problems.joined(separator: "\n"))

      and writes a record of the fastest. `--seconds S` gives it more or less time; an interrupt ends it early, with what
      is known by then. Take `tuning.txt` to where the model is compiled: `ssdc compile MODEL --tuning tuning.txt`.

      """
  }
}

/// One C function of a tuner.
struct TunerFunction {
  /// What starts the names of its functions: that of the runtime, whose files are taken as they are.
  static let prefix = "ssdc_"

  /// Its name, and that of its file.
  var name: String
  /// The module whose only function it is.
  var module: LoopModule

  init(_ name: String, _ module: LoopModule) {
    self.name = name
    self.module = module
    self.module.functions[0].name = name
  }

  /// The name of the C function.
  var symbol: String { "\(Self.prefix)entry_\(name)" }

  /// What it takes behind its three pieces of memory, each a member of a call.
  var parameters: [String] {
    let function = module.functions[0]
    let takesTokens = function.entry?.role.takesTokens ?? false
    let sizes = function.sizes.map { $0.name.text }
    return (takesTokens ? ["ids"] : []) + sizes
      + (takesTokens && function.past == nil ? ["past"] : [])
  }
}

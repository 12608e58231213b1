extension DiagnosticID {
  /// E07xx: compilers, disks and other parts of the environment.
  static let environmentEntries: [DiagnosticID] = [
    noCompiler, buildFailed, cannotWrite, foreignFolder, unknownTarget, notExpressible, badProject,
    badWeightValues, noEmulator,
  ]

  /// No C compiler for the target.
  public static let noCompiler = DiagnosticID(
    "E0701", "a program that builds the emitted project is missing", exit: .environment,
    """
    Building the emitted project takes `make`, a C99 compiler for its target, and with `--gemm blas` the target's \
    OpenBLAS. The compiler is what the variable CC names, else the usual one. The help line has the packages to install \
    on Debian and Ubuntu; `--emit source` writes the project without building it.
    """)

  /// The emitted project did not build.
  public static let buildFailed = DiagnosticID(
    "E0702", "the emitted project did not build", exit: .environment,
    """
    The C compiler or the linker refused the emitted project; its last lines follow the message. A missing library, such \
    as OpenBLAS with `--gemm blas` or the OpenMP library of clang, is the usual cause. If the compiler complains about \
    the emitted code itself, please report it.
    """)

  /// A file or folder that cannot be written.
  public static let cannotWrite = DiagnosticID(
    "E0703", "the output cannot be written", exit: .environment,
    """
    The operating system refused to create, write or rename a file of the output: the disk is full, the folder is \
    read-only, or part of the path is not a folder. Whatever was there before is untouched, and nothing half-written \
    is left behind.
    """)

  /// An output folder with something else in it.
  public static let foreignFolder = DiagnosticID(
    "E0704", "the output folder holds something else", exit: .usage,
    """
    Emitting replaces the output folder as a whole, so it must be absent, empty, or hold a project that was emitted \
    before, as it was emitted, and nothing else: the files that its manifest.json lists with their digests, its weights, \
    and what building makes of them (bin, lib and build). Any other file, and what was edited, would be lost, so they are \
    named and nothing is written. Keep them elsewhere, choose another folder with `-o`, or give them up with `--force`, \
    which replaces emitted projects only, and no other folder.
    """)

  /// A target that is not supported.
  public static let unknownTarget = DiagnosticID(
    "E0705", "the target is not known", exit: .usage,
    """
    Targets are `host` and the triples of the machines that the emitted C is tested on; the message lists them. The \
    emitted source is portable C99: for another machine, emit it with `--emit source` and build it with its compiler.
    """)

  /// Loops that have no C spelling.
  public static let notExpressible = DiagnosticID(
    "E0706", "a loop program cannot be written as C", exit: .internalError,
    """
    A kernel is called on a window of memory that its C function cannot be given, a loop to be written out has no \
    constant bounds, or a name is not declared. The passes do not make such programs: please report it, unless the \
    textual IR was written by hand.
    """)

  /// Facts about a project that contradict each other.
  public static let badProject = DiagnosticID(
    "E0707", "the parts of a project do not fit together", exit: .internalError,
    """
    The layout of the weights, the planned memory and the entry points of a model disagree. The compiler makes all of \
    them from one description: please report it.
    """)

  /// Weights that do not fill their places.
  public static let badWeightValues = DiagnosticID(
    "E0708", "a weight has the wrong number of values", exit: .internalError,
    """
    While the weights were written, a tensor delivered fewer or more values than its planned shape has. A checkpoint \
    that changed while it was read can be the cause; otherwise please report it.
    """)

  /// No emulator for the target's programs.
  public static let noEmulator = DiagnosticID(
    "E0709", "nothing here runs programs of the target", exit: .environment,
    """
    `run` and `check` run the program that they build. One for another machine needs qemu's user emulator, such as \
    `qemu-aarch64-static`, on the search path; it is given the libraries of the target's cross compiler, such as \
    /usr/aarch64-linux-gnu. Nothing was built.
    """)
}

extension DiagnosticID {
  /// E07xx: compilers, disks and other parts of the environment.
  static let environmentEntries: [DiagnosticID] = [
    noCompiler, buildFailed, cannotWrite, foreignFolder, unknownTarget, notExpressible, badProject,
    badWeightValues, noEmulator,
  ]

  /// No C compiler for the target.
  public static let noCompiler = DiagnosticID(
    "E0701", "a program needed to build the emitted project is missing", exit: .environment,
    """
    Building the emitted project requires `make`, a C99 compiler for its target and, with `--gemm blas`, OpenBLAS \
    for the target. The compiler is the one in the variable CC, or the usual one if CC is not set. The help line \
    lists the packages to install on Debian and Ubuntu; `--emit source` writes the project without building it.
    """)

  /// The emitted project did not build.
  public static let buildFailed = DiagnosticID(
    "E0702", "building the emitted project failed", exit: .environment,
    """
    The C compiler or the linker failed; the last lines of its output follow the message. The usual cause is a \
    missing library, such as OpenBLAS with `--gemm blas` or clang's OpenMP library. If the compiler complains about \
    the emitted code itself, please report it.
    """)

  /// A file or folder that cannot be written.
  public static let cannotWrite = DiagnosticID(
    "E0703", "the output cannot be written", exit: .environment,
    """
    The operating system could not create, write or rename an output file: the disk is full, the folder is \
    read-only, or part of the path is not a folder. Existing files are unchanged, and no partial output is left \
    behind.
    """)

  /// An output folder with something else in it.
  public static let foreignFolder = DiagnosticID(
    "E0704", "the output folder contains other files", exit: .usage,
    """
    Emitting replaces the whole output folder. The folder must therefore be absent or empty, or contain only an \
    unmodified emitted project: the files listed with their digests in its manifest.json, its weights, and its build \
    output (bin, lib and build). Otherwise the added or edited files are named and nothing is written. Move them \
    away, choose another folder with `-o`, or discard them with `--force`, which works only on emitted projects.
    """)

  /// A target that is not supported.
  public static let unknownTarget = DiagnosticID(
    "E0705", "unknown target", exit: .usage,
    """
    The targets are `host` and the triples of the machines on which the emitted C is tested; the message lists them. \
    The emitted source is portable C99: for another machine, emit it with `--emit source` and build it with that \
    machine's compiler.
    """)

  /// Loops that have no C spelling.
  public static let notExpressible = DiagnosticID(
    "E0706", "a loop program cannot be written as C", exit: .internalError,
    """
    A kernel is called on a memory view that its C function cannot take, a loop to be unrolled has no constant \
    bounds, or a name is not declared. The passes never produce such programs: unless the textual IR was written by \
    hand, please report it.
    """)

  /// Facts about a project that contradict each other.
  public static let badProject = DiagnosticID(
    "E0707", "parts of the project are inconsistent", exit: .internalError,
    """
    The layout of the weights, the memory plan and the entry points of a model disagree. The compiler derives all of \
    them from one description: please report it.
    """)

  /// Weights that do not fill their places.
  public static let badWeightValues = DiagnosticID(
    "E0708", "a weight has the wrong number of values", exit: .internalError,
    """
    While the weights were being written, a tensor provided fewer or more values than its planned shape. The \
    checkpoint may have changed while it was read; otherwise please report it.
    """)

  /// No emulator for the target's programs.
  public static let noEmulator = DiagnosticID(
    "E0709", "no emulator for the target", exit: .environment,
    """
    `run` and `check` run the program that they build. For another target this requires qemu's user-mode emulator, \
    such as `qemu-aarch64-static`, on the search path, which uses the libraries of the target's cross compiler, such \
    as /usr/aarch64-linux-gnu. Nothing was built.
    """)
}

import Foundation
import Testing

extension EndToEnd {
  /// Emitted projects built in every way they offer, and what the programs then compute.
  @Suite struct Builds {
    /// The greatest difference of logits in the builds other than the usual one.
    private static let bound: Float = 1e-4

    private func check(_ emitted: Emitted, _ lengths: [Int] = Golden.lengths) throws {
      try GoldenCheck(Golden(Places.modelGolden), emitted, of: Places.model)
        .logits(lengths, within: Self.bound)
    }

    /// A model of scans alone, one with a shared Transformer, one with experts.
    private static let sanitized = ["mamba2-g1-p16-n16", "zamba2-a", "granite4-moe-nope"]

    @Test(arguments: Compiler.installed)
    func compilers(_ compiler: Compiler) throws {
      try check(Emitted(Places.model, compiler.options, make: ["CC=\(compiler.program.path)"]))
    }

    /// No warning, also of the loops that stay unused; an error in this build.
    @Test(arguments: Compiler.installed)
    func withoutWarnings(_ compiler: Compiler) throws {
      _ = try Emitted(
        Places.model, compiler.options,
        make: ["CC=\(compiler.program.path)", "CFLAGS=-O2 -march=native -Werror"])
    }

    @Test func oneThread() throws {
      try check(Emitted(Places.model, ["--threads", "none"]))
    }

    @Test func embeddedWeights() throws {
      let emitted = try Emitted(Places.model, ["--weights", "embed"])
      let weights = "\(emitted.folder)/weights"
      if Places.exists(weights) { try FileManager.default.removeItem(atPath: weights) }
      try check(emitted)
    }

    @Test(.enabled(if: Compiler.finds("cblas.h"), "needs OpenBLAS and its header"))
    func openBLAS() throws {
      try check(Emitted(Places.model, ["--gemm", "blas"]))
    }

    /// What make and CMake leave is not the user's; a file that was edited or added is.
    @Test(.enabled(if: Program.installed("cmake") != nil, "needs cmake"))
    func builtProjectsAreReplaced() throws {
      let emitted = try Emitted(Places.model, [], make: [])
      let (folder, build) = (emitted.folder, "\(emitted.folder)/build")
      let cmake = try #require(Program.installed("cmake"))
      try cmake.output(["-S", folder, "-B", build])
      try cmake.output(["--build", build, "--parallel", "2"])
      let again = ["compile", Places.model, "--emit", "source", "-o", folder]
      try Program.ssdc.output(again)
      #expect(!Places.exists(build))
      for name in ["Makefile", "build/notes"] {
        try FileManager.default.createDirectory(atPath: build, withIntermediateDirectories: true)
        try emitted.around.write("mine", to: "out/\(name)")
        let run = try Program.ssdc.run(again)
        #expect(run.status == 2)
        #expect(run.errors.hasPrefix("error[E0704]: '\(folder)' holds '\(name)'"))
        #expect(try emitted.around.text("out/\(name)") == "mine")
        try Program.ssdc.output(again + ["--force"])
      }
    }

    @Test(.enabled(if: Program.installed("cmake") != nil, "needs cmake"))
    func cmake() throws {
      let emitted = try Emitted(Places.model, ["--emit", "source"])
      let cmake = try #require(Program.installed("cmake"))
      let build = emitted.around["build"]
      try cmake.output(["-S", emitted.folder, "-B", build])
      try cmake.output(["--build", build, "--parallel", "2"])
      try check(emitted)
      let prefix = emitted.around["prefix"]
      try cmake.output(["--install", build, "--prefix", prefix])
      try Program(path: "\(prefix)/bin/\(emitted.name)").output(["info"])
    }

    @Test(.enabled(if: Program.installed("gcc") != nil, "needs gcc"), arguments: sanitized)
    func sanitizers(_ name: String) throws {
      let reference = ReferenceCase(name: name)
      var emitted = try Emitted(
        reference.folder, ["--threads", "none"],
        make: [
          "CC=gcc",
          "CFLAGS=-O1 -g1 -march=native -fsanitize=address,undefined -fno-sanitize-recover=all",
        ])
      emitted.environment = ["ASAN_OPTIONS": "detect_leaks=1:detect_stack_use_after_return=1"]
      try GoldenCheck(Golden(reference.golden()), emitted, of: reference.folder).all()
    }

    @Test(
      .enabled(if: Compiler.withThreadSanitizer != nil, "needs a ThreadSanitizer for OpenMP"),
      arguments: sanitized)
    func threadSanitizer(_ name: String) throws {
      let reference = ReferenceCase(name: name)
      let flags = Compiler.threadFlags.joined(separator: " ")
      var emitted = try Emitted(
        reference.folder, ["--threads", "always"], make: ["CC=clang", "CFLAGS=\(flags)"])
      emitted.environment = Compiler.sanitizerOptions.merging(["OMP_NUM_THREADS": "4"]) { $1 }
      try GoldenCheck(Golden(reference.golden()), emitted, of: reference.folder).all()
    }

    @Test(.enabled(if: Emulator.isInstalled, "needs a cross compiler and qemu for aarch64"))
    func otherArchitecture() throws {
      var emitted = try Emitted(
        Places.model, ["--threads", "none", "--target", "aarch64-linux-gnu"],
        make: ["CC=\(Emulator.compiler)", "LDFLAGS=-static"])
      emitted.runner = Program.installed(Emulator.machine)
      try check(emitted, [1, 7, 33])
    }

    /// The library leaves memory to its caller.
    @Test(.enabled(if: Program.installed("nm") != nil, "needs nm"))
    func libraryAllocatesNothing() throws {
      let emitted = try Emitted(Places.model, ["--emit", "library", "--threads", "none"])
      let nm = try #require(Program.installed("nm"))
      let text = try nm.output(["-u", "\(emitted.folder)/lib/lib\(emitted.name).a"])
      let used = Set(text.split(whereSeparator: \.isWhitespace).map(String.init))
      let allocators: Set = [
        "malloc", "calloc", "realloc", "reallocarray", "free", "aligned_alloc", "posix_memalign",
        "memalign", "strdup", "mmap", "sbrk",
      ]
      #expect(used.contains("memcpy") && used.isDisjoint(with: allocators))
    }

    /// Nothing but the model's own names is seen from outside.
    @Test(.enabled(if: Program.installed("nm") != nil, "needs nm"))
    func symbolsCarryTheName() throws {
      let emitted = try Emitted(Places.classics, ["--emit", "library"])
      let nm = try #require(Program.installed("nm"))
      let text = try nm.output(
        ["-g", "--defined-only", "-P", "\(emitted.folder)/lib/lib\(emitted.name).a"])
      let names = text.split(separator: "\n").filter { !$0.hasSuffix(":") }
        .compactMap { $0.split(separator: " ").first }
      #expect(!names.isEmpty && names.allSatisfy { $0.hasPrefix("\(emitted.name)_") })
    }
  }
}

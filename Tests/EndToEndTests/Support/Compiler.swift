import Testing

/// A C compiler of this machine.
struct Compiler: CustomTestStringConvertible, Sendable {
  let program: Program
  /// Options of `ssdc compile` for what it can build.
  let options: [String]

  var testDescription: String { program.path }

  /// Those found, on one thread where there is no OpenMP for them.
  static let installed = ["gcc", "clang"].compactMap(Program.installed).map { program in
    let probe = "#include <omp.h>\nint main(void) { return 0; }\n"
    let hasOpenMP = builds(program, probe, ["-fopenmp"])
    return Compiler(program: program, options: hasOpenMP ? [] : ["--threads", "none"])
  }

  /// Whether the usual compiler finds the system's header `name`.
  static func finds(_ name: String) -> Bool {
    Program.installed("gcc").map { builds($0, "#include <\(name)>\n", ["-c"]) } ?? false
  }

  /// Flags for a ThreadSanitizer that knows OpenMP's barriers.
  static let threadFlags = ["-O1", "-g1", "-fsanitize=thread"]

  /// A compiler with such a sanitizer, found by a program that is correct, but only thanks to a barrier.
  static let withThreadSanitizer: Program? = {
    let probe = """
      int values[4096], sum;
      int main(void) {
        #pragma omp parallel num_threads(4)
        {
          #pragma omp for
          for (int i = 0; i < 4096; i++) values[i] = i;
          #pragma omp for reduction(+ : sum)
          for (int i = 0; i < 4096; i++) sum += values[4095 - i];
        }
        return sum == 4095 * 2048 ? 0 : 1;
      }

      """
    guard let clang = Program.installed("clang"), let folder = try? Folder(),
      (try? folder.write(probe, to: "probe.c")) != nil,
      let built = try? clang.run(
        threadFlags + ["-fopenmp", "probe.c", "-o", "probe"], in: folder.path),
      built.status == 0,
      let run = try? Program(path: folder["probe"]).run([], environment: sanitizerOptions),
      run.status == 0
    else { return nil }
    return clang
  }()

  /// The runtime of OpenMP is not instrumented, and correct.
  static let sanitizerOptions = ["TSAN_OPTIONS": "ignore_noninstrumented_modules=1"]

  private static func builds(_ program: Program, _ text: String, _ flags: [String]) -> Bool {
    guard let folder = try? Folder(), (try? folder.write(text, to: "probe.c")) != nil,
      let run = try? program.run(flags + ["probe.c", "-o", "probe"], in: folder.path)
    else { return false }
    return run.status == 0
  }
}

/// What builds and runs programs for 64-bit ARM here.
enum Emulator {
  static let compiler = "aarch64-linux-gnu-gcc"
  static let machine = "qemu-aarch64-static"

  static let isInstalled =
    Program.installed(compiler) != nil && Program.installed(machine) != nil
}

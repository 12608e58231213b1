import Diagnostics
import Foundation

/// Builds small programs, since a compiler without its headers or libraries is no use.
struct TrialBuild {
  /// A C program that shows one thing.
  struct Sample {
    /// The program's text.
    var source: String
    /// What its build needs.
    var flags: [String]

    /// The C library and its mathematics.
    static let plain = Sample(
      source: """
        #include <math.h>
        #include <stdio.h>
        int main(int count, char **words) { return printf("%s %f\\n", words[0], exp(count)) < 0; }
        """, flags: ["-std=c99", "-lm"])

    /// Threads of OpenMP.
    static let openMP = Sample(
      source: """
        #include <omp.h>
        int main(void) { return omp_get_max_threads() < 1; }
        """, flags: ["-std=c99", "-fopenmp"])

    /// OpenBLAS; prints how it was built and by what it runs threads: 0 nothing, 1 its own, 2 OpenMP.
    static let openBLAS = Sample(
      source: """
        #include <cblas.h>
        #include <stdio.h>
        int main(void) { return printf("%d %s\\n", openblas_get_parallel(), openblas_get_config()) < 0; }
        """, flags: ["-lopenblas"])
  }

  private let programs: Programs
  private let folder: String

  /// A place for trials, below the system's folder for temporary files; `body` may use it.
  static func withFolder<Result>(
    _ programs: Programs, _ body: (TrialBuild) throws -> Result
  ) throws -> Result {
    try TemporaryFolder.with { try body(TrialBuild(programs: programs, folder: $0)) }
  }

  /// Builds `sample` with `compiler`: the path of the program, nil where it does not build.
  func build(_ sample: Sample, with compiler: String) -> String? {
    let source = "\(folder)/trial.c"
    let program = "\(folder)/trial"
    guard (try? sample.source.write(toFile: source, atomically: false, encoding: .utf8)) != nil
    else { return nil }
    let done = programs.output(of: compiler, [source, "-o", program] + sample.flags)
    return done == nil ? nil : program
  }

  /// Whether `sample` builds with `compiler`.
  func builds(_ sample: Sample, with compiler: String) -> Bool {
    build(sample, with: compiler) != nil
  }

  /// What `sample` prints.
  func output(of sample: Sample, with compiler: String) -> String? {
    build(sample, with: compiler).flatMap { Programs.output(ofFile: $0) }
  }
}

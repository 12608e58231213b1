import Foundation
import Testing

@Suite struct DoctorTests {
  @Test func findsTheCompilersThatBuildModels() throws {
    let outcome = try SSDCProcess.run(["doctor"])
    #expect(outcome.code == 0, "\(outcome.errors)")
    for word in ["gcc", "clang", "aarch64-linux-gnu-gcc", "make", "OpenMP", "BLAS", "cache"] {
      #expect(outcome.output.contains(word), "\(word)")
    }
    let facts = try SSDCProcess.json(["doctor"])
    #expect(facts["ready"] as? Bool == true)
    #expect((facts["compilers"] as? [String: Any])?["gcc"] is String)
    #expect(((facts["machine"] as? [String: Any])?["cores"] as? Int ?? 0) > 0)
  }

  @Test func endsWithTheEnvironmentsCodeWhereNothingCompiles() throws {
    let outcome = try SSDCProcess.run(["doctor"], environment: ["PATH": "/nonexistent", "CC": ""])
    #expect(outcome.code == 4)
    #expect(outcome.output.contains("ready    no"))
    #expect(outcome.errors.contains("error[E0701]"))
    #expect(outcome.errors.contains("help: apt-get install gcc libc6-dev make"))
  }

  /// A compiler that is there but cannot build a program is no compiler.
  @Test func triesTheCompilerOfTheEnvironment() throws {
    let broken = try SSDCProcess.run(["doctor"], environment: ["CC": "false"])
    #expect(broken.code == 4)
    let wrapped = try SSDCProcess.run(["doctor"], environment: ["CC": "env gcc"])
    #expect(wrapped.code == 0)
  }

  @Test func tellsACacheThatCannotBeWritten() throws {
    let outcome = try SSDCProcess.run(
      ["doctor", "--json"], environment: ["XDG_CACHE_HOME": "/proc/self"])
    #expect(outcome.code == 0)
    #expect(outcome.output.contains(#""folder": "/proc/self/ssdc""#))
    #expect(outcome.output.contains(#""writable": false"#))
  }
}

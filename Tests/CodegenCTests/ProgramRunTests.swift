import Diagnostics
import Testing

@testable import CodegenC
@testable import Project

@Suite struct ProgramRunTests {
  @Test func endingsAreToldApart() throws {
    let code = try ProgramRun("/bin/sh", ["-c", "echo out; echo err >&2; exit 9"])
    #expect(code.ending == .exit(9) && !code.succeeded)
    #expect(code.lines == ["out", "err"])
    let signal = try ProgramRun("/bin/sh", ["-c", "kill -9 $$"])
    #expect(signal.ending == .signal(9) && !signal.succeeded)
    #expect("\(signal.ending)" == "was ended by signal 9")
    #expect(try ProgramRun("/bin/sh", ["-c", "cat"]).succeeded)
  }

  /// Tests run on threads that hold signals back; children must not.
  @Test func childrenGetTheirSignals() throws {
    let run = try ProgramRun("/bin/sh", ["-c", "kill -TERM $$; exit 0"])
    #expect(run.ending == .signal(15))
  }

  @Test func programsThatAreNotThereAreNamed() {
    #expect {
      try ProgramRun("/nowhere/gcc", [])
    } throws: { error in
      (error as? Diagnostic)?.message
        == "'/nowhere/gcc' cannot be started: No such file or directory"
    }
  }
}

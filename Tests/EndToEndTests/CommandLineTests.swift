import Diagnostics
import Foundation
import Frontend
import Testing

extension EndToEnd {
  /// The command line's contract: exit codes, messages, dumps.
  @Suite struct CommandLineContract {
    private let folder: Folder

    init() throws { folder = try Folder() }

    @Test(arguments: [
      ["compile"], ["compile", Places.model, "--no-such-option"], ["no-such-command"],
      ["compile", Places.model, "--chunk", "0"], ["compile", Places.model, "--chunk", "many"],
      ["compile", Places.model, "--emit", "everything"],
      ["compile", Places.model, "--threads", "pthreads"],
      ["compile", Places.model, "--weights", "cloud"],
      ["compile", Places.model, "--target", "pdp11"],
      ["compile", Places.model, "--quantize", "int4"],
      ["compile", Places.model, "--dump-ir-after", "no-such-pass"],
      ["compile", Places.model, "--emit", "ir", "--dump-ir-after", "no-such-pass"],
      ["opt", "--pass", "fold"], ["explain", "E9999"],
    ])
    func usage(arguments: [String]) throws {
      let run = try Program.ssdc.run(arguments, in: folder.path)
      #expect(run.status == ExitCode.usage.rawValue, "\(run.errors)")
      #expect(run.output.isEmpty && !run.errors.isEmpty)
      #expect(try folder.names().isEmpty)
    }

    @Test(arguments: [["--help"], ["--version"], ["compile", "--help"], ["explain", "E0704"]])
    func questions(arguments: [String]) throws {
      let run = try Program.ssdc.run(arguments)
      #expect(run.status == ExitCode.done.rawValue && run.errors.isEmpty && !run.output.isEmpty)
    }

    @Test func missingModelIsBadInput() throws {
      let run = try Program.ssdc.run(["compile", folder["absent"]], in: folder.path)
      #expect(run.status == ExitCode.badInput.rawValue)
      #expect(run.errors.contains("absent"))
    }

    @Test func missingCompilerIsTheEnvironment() throws {
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", folder["out"]],
        environment: ["PATH": folder.path, "CC": ""])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(run.errors.hasPrefix("error[\(DiagnosticID.noCompiler.code)]"))
      #expect(try folder.names().isEmpty)
    }

    @Test func namedCompilerThatIsNotThere() throws {
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", folder["out"]], environment: ["CC": "nonexistcc"])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(run.errors.hasPrefix("error[\(DiagnosticID.noCompiler.code)]"))
      #expect(run.errors.contains("'nonexistcc'"))
      #expect(try folder.names().isEmpty)
    }

    @Test func brokenCompilerIsTheEnvironment() throws {
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", folder["out"]], environment: ["CC": "false"])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(run.errors.hasPrefix("error[\(DiagnosticID.buildFailed.code)]"))
      #expect(try folder.names().isEmpty)
    }

    /// Told before anything is built, with what to install.
    @Test(arguments: ["run", "check"])
    func missingEmulatorIsTheEnvironment(command: String) throws {
      let run = try Program.ssdc.run(
        [command, Places.model, "--target", "riscv64-linux-gnu"],
        environment: ["PATH": folder.path, "CC": "gcc", "XDG_CACHE_HOME": folder.path])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(run.errors.hasPrefix("error[\(DiagnosticID.noEmulator.code)]"), "\(run.errors)")
      #expect(run.errors.contains("apt-get install qemu-user-static"))
      #expect(run.output.isEmpty)
      #expect(try folder.names().isEmpty)
    }

    @Test(.enabled(if: Emulator.isInstalled))
    func otherMachinesAreEmulated() throws {
      let arguments = [Places.model, "--target", "aarch64-linux-gnu"]
      let generate = ["--", "--ids", "1,2,3", "-n", "4", "--greedy", "--ignore-eos"]
      let environment = ["XDG_CACHE_HOME": folder.path, "CC": ""]
      let run = try Program.ssdc.run(
        ["run"] + arguments + generate, environment: environment)
      #expect(run.status == 0, "\(run.errors)")
      let here = try Program.ssdc.run(
        ["run", Places.model] + generate, environment: environment)
      #expect(run.output == here.output)
      let check = try Program.ssdc.run(
        ["check"] + arguments + ["--tokens", "6"], environment: environment)
      #expect(check.status == 0, "\(check.errors)")
      #expect(check.output.contains("logits"))
    }

    @Test(arguments: [["--message-format", "json"], ["--message-format=json"]])
    func messagesAsJSON(option: [String]) throws {
      try folder.write("a\nb", to: "model\n\u{202E}")
      let run = try Program.ssdc.run(["compile", folder["model\n\u{202E}"]] + option)
      #expect(run.status == ExitCode.badInput.rawValue)
      #expect(run.errors.filter { $0 == "\n" }.count == 1 && run.errors.hasSuffix("\n"))
      let json = try JSONReader.read(Array(run.errors.utf8), file: "standard error")
      #expect(DiagnosticID.named(json["id"]?.string ?? "")?.exit == .badInput)
      #expect(json["message"]?.string?.isEmpty == false)
      #expect(json["file"]?.string == folder["model\n\u{202E}"])
    }

    @Test func printedIRIsReadBack() throws {
      let text = try Program.ssdc.output(["compile", Places.model, "--emit", "ir"])
      try folder.write(text, to: "model.ssd")
      #expect(try Program.ssdc.output(["opt", folder["model.ssd"]]) == text)
    }

    @Test func dumpsAreWhatThePassesGiveAlone() throws {
      let text = try Program.ssdc.output(["compile", Places.model, "--emit", "ir"])
      try folder.write(text, to: "model.ssd")
      let passes = ["recognize-semiseparable", "canonicalize", "fold"]
      let alone = try Program.ssdc.output(
        ["opt", folder["model.ssd"]] + passes.flatMap { ["--pass", $0] })
      #expect(alone != text)
      for goal in ["source", "ir"] {
        let place = goal == "ir" ? [] : ["-o", folder["out"]]
        let run = try Program.ssdc.run(
          ["compile", Places.model, "--emit", goal, "--dump-ir-after", "fold"] + place)
        #expect(run.status == 0 && run.errors.hasPrefix("// after fold\n" + alone))
        let rest = run.errors.dropFirst(14 + alone.count)
        #expect(rest.isEmpty == (goal == "ir") && !rest.contains("// after"))
        #expect(run.output == (goal == "ir" ? text : folder["out"] + "\n"))
      }
    }

    @Test func everyPassCanBeDumped() throws {
      let dumped = try Program.ssdc.run([
        "compile", Places.model, "--emit", "ir", "--dump-ir-after", "all",
      ]).errors
      let listed = try Program.ssdc.output(["opt", "--list"]).split(separator: "\n")
        .compactMap { $0.split(separator: " ").first }
      #expect(!listed.isEmpty)
      for pass in listed { #expect(dumped.contains("// after \(pass)\n"), "\(pass)") }
    }
  }
}

import Foundation
import Testing

extension EndToEnd {
  /// From a model to a record of what is fastest, and to programs that use it.
  @Suite struct Tuning {
    /// A record of the smallest model in `folder`.
    private static func tuned(_ folder: Folder, _ options: [String] = []) throws -> String {
      let path = folder["tuning.txt"]
      try Program.ssdc.output(["tune", Places.model, "--seconds", "1", "-o", path] + options)
      return path
    }

    @Test func recordsAreUsed() throws {
      let folder = try Folder()
      let path = try Self.tuned(folder)
      let record = try folder.text("tuning.txt")
      #expect(record.hasPrefix("ssdc-tuning 1\nmachine ") && record.contains("| scan many "))
      let emitted = try Emitted(Places.model, ["--tuning", path])
      let manifest = try String(contentsOfFile: "\(emitted.folder)/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"origin\": \"option --tuning\""))
      #expect(try emitted.output(["info", "--json"]).contains("\"origin\":\"option --tuning\""))
      let usual = try Emitted(Places.model)
      let ids = (0..<70).map { $0 * 7 % 250 }
      let difference = try emitted.logits(ids, split: [41, 1, 28])
        .difference(from: usual.logits(ids, split: [41, 1, 28]))
      #expect(difference < 1e-4)
      // Where every plan keeps the bits, so does the program.
      if !record.contains("other bits") { #expect(difference == 0) }
      let check = try Program.ssdc.output(
        ["tune", Places.model, "--seconds", "1", "--check", path])
      #expect(check.contains("linear many") && check.contains("was "))
    }

    /// The user's own record is used without being named, and the one beside the model.
    @Test func recordsAreFound() throws {
      let folder = try Folder()
      let model = folder["model"]
      try FileManager.default.copyItem(atPath: Places.model, toPath: model)
      let path = try Self.tuned(folder)
      func origin(_ cache: String, _ options: [String] = []) throws -> String {
        let out = folder["out"]
        try Program.ssdc.output(
          ["compile", model, "-o", out, "--emit", "source", "--force"] + options,
          environment: ["XDG_CACHE_HOME": cache])
        let text = try String(contentsOfFile: "\(out)/manifest.json", encoding: .utf8)
        return text.split(separator: "\n").first {
          $0.contains("record\"") || $0.contains("--tuning\"")
        }
        .map(String.init) ?? "cost model"
      }
      #expect(try origin(folder["cache"]) == "cost model")
      try FileManager.default.copyItem(atPath: path, toPath: "\(model)/tuning.txt")
      #expect(try origin(folder["cache"]).contains("the model's record"))
      try FileManager.default.createDirectory(
        atPath: folder["cache/ssdc"], withIntermediateDirectories: true)
      try FileManager.default.copyItem(atPath: path, toPath: folder["cache/ssdc/tuning.txt"])
      #expect(try origin(folder["cache"]).contains("the user's record"))
      #expect(try origin(folder["cache"], ["--tuning", path]).contains("option --tuning"))
    }

    /// What is no whole record of this machine is refused by name.
    @Test func othersAreRefused() throws {
      let folder = try Folder()
      let path = try Self.tuned(folder)
      let text = try folder.text("tuning.txt")
      try folder.write(String(text.dropLast(70)), to: "cut.txt")
      try folder.write(text.replacing("ssdc-tuning 1", with: "ssdc-tuning 9"), to: "future.txt")
      try folder.write(text.replacing(" ns of ", with: " ns of 1"), to: "damaged.txt")
      func refusal(_ file: String, _ options: [String] = []) throws -> String {
        let run = try Program.ssdc.run(
          ["compile", Places.model, "-o", folder["out"], "--emit", "source", "--tuning", file]
            + options)
        #expect(run.status != 0 && !Places.exists(folder["out"]))
        return run.errors
      }
      #expect(try refusal(folder["cut.txt"]).contains("E0912"))
      #expect(try refusal(folder["future.txt"]).contains("E0914"))
      #expect(try refusal(folder["damaged.txt"]).contains("E0911"))
      #expect(try refusal(folder["none.txt"]).contains("E0911"))
      #expect(try refusal(path, ["--threads", "none"]).contains("E0913"))
      #expect(try refusal(path, ["--target", "aarch64-linux-gnu"]).contains("E0913"))
      try Program.ssdc.output([
        "compile", Places.model, "-o", folder["out"], "--emit", "source", "--tuning", path,
        "--threads", "none", "--accept-other-machine",
      ])
    }

    /// A tuner for another machine, taken there by hand and by a runner; its record is used for that machine.
    @Test(.enabled(if: Emulator.isInstalled, "needs a cross compiler and qemu for aarch64"))
    func otherMachinesAreTuned() throws {
      let folder = try Folder()
      let options = ["--target", "aarch64-linux-gnu"]
      try Program.ssdc.output(["tune", Places.model, "--emit", folder["tuner"]] + options)
      let make = try #require(Program.installed("make"))
      try make.output(["-j2", "-C", folder["tuner"], "LDFLAGS=-static"])
      let machine = try #require(Program.installed(Emulator.machine))
      let record = try machine.output([folder["tuner/tuner"], "--seconds", "1"])
      try folder.write(record, to: "board.txt")
      let emitted = try Emitted(
        Places.model, options + ["--tuning", folder["board.txt"], "--emit", "source"])
      let manifest = try String(contentsOfFile: "\(emitted.folder)/manifest.json", encoding: .utf8)
      #expect(manifest.contains("\"origin\": \"option --tuning\""))
      let direct = try Self.tuned(folder, options + ["--runner", Emulator.machine])
      #expect(try String(contentsOfFile: direct, encoding: .utf8).contains("machine"))
      // A board of its own gets the program first.
      try folder.write("#!/bin/sh\nshift\nexec sh -c \"$*\"\n", to: "ssh")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder["ssh"])
      let sent = try Program.ssdc.output([
        "tune", Places.model, "--seconds", "1", "-o", folder["sent.txt"], "--runner",
        "\(folder["ssh"]) board",
      ])
      #expect(sent.contains("sent.txt"))
    }

    /// The tuner and all candidates are clean C, and run clean.
    @Test func tunersAreClean() throws {
      let folder = try Folder()
      try Program.ssdc.output(["tune", Places.model, "--emit", folder["tuner"]])
      let make = try #require(Program.installed("make"))
      try make.output([
        "-j2", "-C", folder["tuner"],
        "CFLAGS=-O1 -g1 -Werror -fsanitize=address,undefined -fno-sanitize-recover=all",
      ])
      let record = try Program(path: folder["tuner/tuner"]).output(["--seconds", "0"])
      #expect(record.contains("\nend "))
      let wrong = try Program(path: folder["tuner/tuner"]).run(["--seconds", "soon"])
      #expect(wrong.status == 2)
    }

    /// What a tuner tells of a fault is told, and nothing is kept.
    @Test(arguments: [
      ("echo \"inexact: problem 'p' differs\" >&2; exit 5", Int32(5), "E0915"),
      ("echo 'no such board' >&2; exit 255", 4, "E0916"), ("exit 0", 4, "E0916"),
      ("echo ssdc-tuning 1", 3, "E0912"),
    ])
    func faultsAreTold(script: String, code: Int32, id: String) throws {
      let folder = try Folder()
      try folder.write("#!/bin/sh\n\(script)\n", to: "runner")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder["runner"])
      let run = try Program.ssdc.run([
        "tune", Places.model, "-o", folder["tuning.txt"], "--runner", folder["runner"],
      ])
      #expect(run.status == code && run.errors.contains(id), "\(run.errors)")
      #expect(!Places.exists(folder["tuning.txt"]))
    }

    /// Merging is all or nothing.
    @Test func recordsAreMerged() throws {
      let folder = try Folder()
      let path = try Self.tuned(folder)
      let cut = String(try folder.text("tuning.txt").dropLast(70))
      try folder.write(cut, to: "cut.txt")
      let merged = folder["all.txt"]
      let refused = try Program.ssdc.run(
        ["tune", "--merge", path, "--merge", folder["cut.txt"], "-o", merged])
      #expect(refused.status == 3 && refused.errors.contains("E0912") && !Places.exists(merged))
      try Program.ssdc.output(["tune", "--merge", path, "--merge", path, "-o", merged])
      #expect(try folder.text("all.txt") == folder.text("tuning.txt"))
      let nothing = try Program.ssdc.run(["tune", Places.model, "--merge", path, "-o", merged])
      #expect(nothing.status == 2)
    }

    /// An interrupt keeps what is known by then.
    @Test func interruptsKeepWhatIsKnown() throws {
      let folder = try Folder()
      try folder.write(
        "#!/bin/sh\ntouch \"$(dirname \"$0\")/started\"\nexec \"$@\"\n", to: "runner")
      try FileManager.default.setAttributes(
        [.posixPermissions: 0o755], ofItemAtPath: folder["runner"])
      let run = try Program.ssdc.run(
        [
          "tune", Places.model, "--seconds", "60", "-o", folder["tuning.txt"], "--runner",
          folder["runner"],
        ]
      ) { process in
        while process.isRunning, !Places.exists(folder["started"]) { usleep(10_000) }
        sleep(12)
        if process.isRunning { kill(process.processIdentifier, SIGINT) }
      }
      #expect(run.status == 128 + SIGINT, "\(run.errors)")
      #expect(try folder.text("tuning.txt").contains("\nplan "))
    }
  }
}

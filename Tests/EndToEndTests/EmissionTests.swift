import Diagnostics
import Foundation
import Project
import Testing

extension EndToEnd {
  /// What is written where.
  @Suite struct Emission {
    private let folder: Folder

    init() throws { folder = try Folder() }

    private func compile(_ options: [String], in place: String? = nil) throws {
      try Program.ssdc.output(["compile", Places.model] + options, in: place ?? folder.path)
    }

    @Test func sameInputSameTree() throws {
      let other = try Folder()
      try compile(["-o", "first", "--emit", "source"])
      try compile(["-o", "deeper/second", "--emit", "source"], in: other.path)
      let tree = try folder.tree("first")
      #expect(tree == (try other.tree("deeper/second")))
      #expect(tree.keys.contains { $0.hasPrefix("weights/") })
    }

    @Test func bothDialectsOfTheConfigurationGiveTheSameProgram() throws {
      try compile(["-o", "first", "--emit", "source"])
      try compile(["-o", "second", "--emit", "source", "--config", "config.legacy.json"])
      let first = try folder.tree("first")
      let second = try folder.tree("second")
      #expect(first == second)
    }

    @Test func sourceBuildsNothing() throws {
      try compile(["-o", "out", "--emit", "source"])
      let names = try FileManager.default.contentsOfDirectory(atPath: folder["out"])
      #expect(Set(names).isDisjoint(with: ["bin", "lib", "build"]))
      #expect(Set(names).isSuperset(of: ["include", "src", "weights", "Makefile"]))
    }

    @Test func sourceNeedsNoCompiler() throws {
      let nothing = try Folder()
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", folder["out"], "--emit", "source"],
        environment: ["PATH": nothing.path, "CC": ""])
      #expect(run.status == 0, "\(run.errors)")
    }

    @Test func libraryHasNoProgram() throws {
      try compile(["-o", "out", "--emit", "library"])
      #expect(!Places.exists(folder["out/bin"]) && Places.exists(folder["out/lib"]))
    }

    @Test func foreignFolderStaysAsItWas() throws {
      try FileManager.default.createDirectory(
        atPath: folder["mine"], withIntermediateDirectories: false)
      try folder.write("kept", to: "mine/diary.txt")
      let run = try Program.ssdc.run(["compile", Places.model, "-o", folder["mine"]])
      #expect(run.status == DiagnosticID.foreignFolder.exit.rawValue)
      #expect(run.errors.hasPrefix("error[\(DiagnosticID.foreignFolder.code)]"))
      #expect(try folder.tree("mine") == ["diary.txt": Data("kept".utf8)])
      #expect(try folder.names() == ["mine"])
    }

    @Test func ownFolderIsReplaced() throws {
      try compile(["-o", "out", "--emit", "source"])
      let tree = try folder.tree("out")
      try compile(["-o", "out", "--chunk", "16"])
      #expect(Places.exists(folder["out/build"]) && Places.exists(folder["out/bin"]))
      try compile(["-o", "out", "--emit", "source"])
      #expect(try folder.tree("out") == tree)
      #expect(try folder.names() == ["out"])
    }

    @Test func filesBesideTheProjectStay() throws {
      try compile(["-o", "out", "--emit", "source"])
      try folder.write("mine", to: "out/src/mine.c")
      let tree = try folder.tree("out")
      let run = try Program.ssdc.run(["compile", Places.model, "-o", "out"], in: folder.path)
      #expect(run.status == DiagnosticID.foreignFolder.exit.rawValue)
      #expect(run.errors.contains("'src/mine.c'"))
      #expect(try folder.tree("out") == tree)
    }

    @Test(arguments: [
      ("/proc/out", "No such file or directory"), ("/dev/null/out", "Not a directory"),
    ])
    func failedWritesHaveTheSystemsReason(path: String, reason: String) throws {
      let run = try Program.ssdc.run(["compile", Places.model, "-o", path])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(run.errors.contains("cannot write '\(path)': \(reason)\n"))
    }

    @Test func messagesNameThePathThatWasGiven() throws {
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", "out"], in: folder.path, environment: ["CC": "false"])
      #expect(run.errors.contains("--> out\n"))
      #expect(!run.errors.contains(".partial-"))
    }

    @Test(arguments: HostileModel.all)
    func failureLeavesNothing(hostile: HostileModel) throws {
      let files = FileManager.default
      try files.copyItem(atPath: Places.model, toPath: folder["model"])
      try hostile.spoil("\(folder.path)/model")
      let run = try Program.ssdc.run(["compile", folder["model"], "-o", folder["out"]])
      #expect(run.status == ExitCode.badInput.rawValue, "\(run.errors)")
      #expect(run.errors.hasPrefix("error[E"))
      #expect(run.output.isEmpty)
      #expect(try folder.names() == ["model"])
    }

    @Test func failureKeepsTheFormerProject() throws {
      try compile(["-o", "out", "--emit", "source"])
      let tree = try folder.tree("out")
      let nothing = try Folder()
      let run = try Program.ssdc.run(
        ["compile", Places.model, "-o", folder["out"]],
        environment: ["PATH": nothing.path, "CC": ""])
      #expect(run.status == ExitCode.environment.rawValue)
      #expect(try folder.tree("out") == tree)
      #expect(try folder.names() == ["out"])
    }
  }
}

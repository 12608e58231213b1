import Diagnostics
import Foundation
import IR
import Testing

@testable import CodegenC

@Suite struct ProjectWriterTests {
  private static let manifest = manifest(of: [])

  /// The manifest of a project `toy` that lists files at `paths`.
  private static func manifest(of paths: [String]) -> EmittedFile {
    let files = paths.map { "{\"path\": \"\($0)\"}" }.joined(separator: ", ")
    return EmittedFile(
      Manifest.path, text: Manifest.marker + "  \"name\": \"toy\", \"files\": [\(files)]\n}\n")
  }

  private static func replace(_ path: String, with files: [EmittedFile]) throws {
    try ProjectWriter.write(to: path) { try ProjectWriter.write(files, below: $0) }
  }

  private static func isForeign(_ error: Error) -> Bool {
    (error as? Diagnostic)?.id == .foreignFolder
  }

  @Test func ownFoldersAreReplacedAsAWhole() throws {
    let folder = try Folder()
    let path = folder.path("deep/er/project")
    for name in ["src/old.c", "src/new.c"] {
      try Self.replace(path, with: [Self.manifest(of: [name]), EmittedFile(name, text: name)])
      for made in ["weights/toy.safetensors", "bin/toy", "lib/libtoy.a", "build/src/any.o"] {
        try folder.write("deep/er/project/\(made)", "made")
      }
    }
    try Self.replace(
      path, with: [Self.manifest(of: ["src/new.c"]), EmittedFile("src/new.c", text: "")])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/src") == ["new.c"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("deep/er")) == ["project"])
  }

  /// Also where the file comes while the project is made.
  @Test(
    arguments: [
      "notes.txt", "src/mine.c", "bin/script", "weights/other.safetensors", ".git/HEAD",
      "lib/libtoy.so",
    ], [false, true])
  func filesOfTheUserStay(name: String, comesLate: Bool) throws {
    let folder = try Folder()
    let path = folder.path("project")
    let old = [Self.manifest(of: ["src/a.c"]), EmittedFile("src/a.c", text: "old")]
    try Self.replace(path, with: old)
    if !comesLate { try folder.write("project/\(name)", "mine") }
    #expect {
      try ProjectWriter.write(to: path) { _ in
        #expect(comesLate)
        try folder.write("project/\(name)", "mine")
      }
    } throws: { error in
      Self.isForeign(error) && (error as? Diagnostic)?.message.contains("'\(name)'") == true
    }
    #expect(try folder.read("project/\(name)") == "mine")
    #expect(try folder.read("project/src/a.c") == "old")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["project"])
  }

  @Test func foreignFoldersAreLeftAlone() throws {
    let folder = try Folder()
    try folder.write("notes/todo.txt", "mine")
    try folder.write("other/manifest.json", "{\"name\": \"other\"}")
    try folder.write("file", "a file")
    for name in ["notes", "other", "file"] {
      #expect {
        try Self.replace(folder.path(name), with: [Self.manifest])
      } throws: { Self.isForeign($0) }
    }
    #expect(try folder.read("notes/todo.txt") == "mine")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == [
        "file", "notes", "other",
      ])
  }

  @Test func emptyFoldersAreTaken() throws {
    let folder = try Folder()
    try FileManager.default.createDirectory(
      atPath: folder.path("empty"), withIntermediateDirectories: false)
    try Self.replace(folder.path("empty"), with: [Self.manifest])
    #expect(try Array(folder.read("empty/manifest.json").utf8) == Self.manifest.bytes)
  }

  @Test func aFailureLeavesWhatWasThere() throws {
    struct Stop: Error {}
    let folder = try Folder()
    let path = folder.path("project")
    try Self.replace(path, with: [Self.manifest])
    #expect(throws: Stop.self) {
      try ProjectWriter.write(to: path) { staged in
        try ProjectWriter.write([EmittedFile("half.c", text: "")], below: staged)
        throw Stop()
      }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["project"])
    #expect(try Array(folder.read("project/manifest.json").utf8) == Self.manifest.bytes)
  }

  @Test func pathsThatCannotBeWrittenAreTold() throws {
    let folder = try Folder()
    try folder.write("file", "")
    #expect {
      try Self.replace(folder.path("file/project"), with: [Self.manifest])
    } throws: { ($0 as? Diagnostic)?.id == .cannotWrite }
  }

  @Test func targetsAreNamedExactly() throws {
    for machine in Machine.allCases {
      #expect(try Target(named: machine.rawValue).machine == machine)
    }
    #expect(try Target(named: "host", cpu: "znver3").flags == ["-march=znver3"])
    for (name, cpu) in [
      ("x86", nil), ("HOST", nil), ("host", "a b"), ("host", "-x"), ("host", "$(id)"),
    ] {
      #expect {
        try Target(named: name, cpu: cpu)
      } throws: { ($0 as? Diagnostic)?.id == .unknownTarget }
    }
  }
}

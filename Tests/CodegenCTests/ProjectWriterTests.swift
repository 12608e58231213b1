import Diagnostics
import Foundation
import IR
import Testing

@testable import CodegenC
@testable import Project

@Suite struct ProjectWriterTests {
  private static let manifest = manifest(of: [])

  /// The bytes of weights that are a header alone.
  static let weights = "\u{8}\0\0\0\0\0\0\0{      }"

  /// The manifest of a project `toy` with these files and `weights`.
  static func manifest(of files: [EmittedFile]) -> EmittedFile {
    let list = files.map {
      "{\"path\": \"\($0.path)\", \"sha256\": \"\(SHA256.digest($0.bytes).hexadecimal)\"}"
    }
    return EmittedFile(
      Manifest.path,
      text: Manifest.marker + """
          "name": "toy", "memory": {"weights_bytes": \(weights.utf8.count)},
          "hashes": {"weights_header": "\(SHA256.digest(weights.utf8).hexadecimal)"},
          "files": [\(list.joined(separator: ", "))]
        }

        """)
  }

  static func replace(
    _ path: String, with files: [EmittedFile], isForced: Bool = false
  ) throws {
    try ProjectWriter.write(to: path, isForced: isForced) {
      try ProjectWriter.write(files, below: $0)
    }
  }

  private static func isForeign(_ error: Error) -> Bool {
    (error as? Diagnostic)?.id == .foreignFolder
  }

  @Test func ownFoldersAreReplacedAsAWhole() throws {
    let folder = try Folder()
    let path = folder.path("deep/er/project")
    for name in ["src/old.c", "src/new.c"] {
      let file = EmittedFile(name, text: name)
      try Self.replace(path, with: [Self.manifest(of: [file]), file])
      try folder.write("deep/er/project/weights/toy.safetensors", Self.weights)
      for made in ["bin/toy", "lib/libtoy.a", "build/src/any.o", "build/src/any.d"] {
        try folder.write("deep/er/project/\(made)", "made")
      }
    }
    let new = EmittedFile("src/new.c", text: "")
    try Self.replace(path, with: [Self.manifest(of: [new]), new])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/src") == ["new.c"])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.path("deep/er")) == ["project"])
  }

  /// A link that leads nowhere is no free place: a folder in its place would be elsewhere than the user meant.
  /// Whoever stands in a folder that another replaces would be nowhere.
  @Test func theCurrentFolderStays() throws {
    let here = FileManager.default.currentDirectoryPath
    for path in [here, (here as NSString).deletingLastPathComponent, "."] {
      let refusal = #expect(throws: Diagnostic.self) {
        try ProjectWriter.write(to: path, isForced: true) { _ in Issue.record("nothing to fill") }
      }
      #expect(refusal?.message.contains("current folder") == true, "\(path)")
    }
  }

  @Test func linksThatLeadNowhereStay() throws {
    let folder = try Folder()
    let path = folder.path("link")
    try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: "nowhere")
    #expect(throws: Diagnostic.self) { try Self.replace(path, with: [Self.manifest]) }
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == "nowhere")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["link"])
  }

  /// Files beside the one that is written are the user's, whatever they are called.
  @Test func singleFilesLeaveTheirNeighbours() throws {
    let folder = try Folder()
    try folder.write("a.ssd.partial", "mine")
    try ProjectWriter.write("module", toFile: folder.path("a.ssd"), over: [], isForced: false)
    #expect(try folder.read("a.ssd") == "module")
    #expect(try folder.read("a.ssd.partial") == "mine")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 2)
  }

  /// Also where the file comes while the project is made.
  @Test(
    arguments: [
      "notes.txt", "src/mine.c", "bin/script", "weights/other.safetensors", ".git/HEAD",
      "lib/libtoy.so", "build/notes.txt", "build/Makefile",
    ], [false, true])
  func filesOfTheUserStay(name: String, comesLate: Bool) throws {
    let folder = try Folder()
    let path = folder.path("project")
    let file = EmittedFile("src/a.c", text: "old")
    try Self.replace(path, with: [Self.manifest(of: [file]), file])
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

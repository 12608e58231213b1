import Diagnostics
import Foundation
import Testing

@testable import CodegenC
@testable import Project

/// What stands in the folder of a project that is emitted again.
@Suite struct FormerProjectTests {
  private let folder: Folder
  private var path: String { folder.path("project") }

  /// A project with its weights, in which nothing was changed.
  init() throws {
    folder = try Folder()
    let files = ["src/a.c", "src/b.c", "Makefile"].map { EmittedFile($0, text: $0) }
    try ProjectWriterTests.replace(
      path, with: files + [ProjectWriterTests.manifest(of: files)])
    try folder.write("project/weights/toy.safetensors", ProjectWriterTests.weights)
  }

  private func refusal(isForced: Bool = false) -> Diagnostic? {
    do {
      try ProjectWriterTests.replace(
        path, with: [ProjectWriterTests.manifest(of: [])], isForced: isForced)
      return nil
    } catch {
      return error as? Diagnostic
    }
  }

  @Test func unchangedProjectsAreReplaced() { #expect(refusal() == nil) }

  @Test(arguments: ["src/a.c", "Makefile", "weights/toy.safetensors"])
  func editedFilesStayUnlessGivenUp(name: String) throws {
    try folder.write("project/\(name)", "mine")
    let refused = try #require(refusal())
    #expect(refused.id == .foreignFolder)
    #expect(refused.message == "'\(path)' holds '\(name)', which was edited after it was emitted")
    #expect(refused.help?.contains("--force") == true)
    #expect(try folder.read("project/\(name)") == "mine")
    #expect(refusal(isForced: true) == nil)
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["manifest.json"])
  }

  @Test func everyEditedFileIsNamed() throws {
    for name in ["src/a.c", "src/b.c"] { try folder.write("project/\(name)", "mine") }
    #expect(refusal()?.notes == ["also 'src/b.c'"])
  }

  @Test func removedFilesAreNoEdits() throws {
    try FileManager.default.removeItem(atPath: "\(path)/src")
    #expect(refusal() == nil)
  }

  /// A link, and a folder in the place of a file, with something of the user's.
  @Test func filesOfOtherKindsAreEdits() throws {
    try FileManager.default.removeItem(atPath: "\(path)/src/a.c")
    symlink("b.c", "\(path)/src/a.c")
    #expect(refusal()?.message.contains("'src/a.c'") == true)
    unlink("\(path)/src/a.c")
    try folder.write("project/src/a.c/mine", "mine")
    #expect(refusal()?.message.contains("'src/a.c/mine'") == true)
  }

  @Test func whatCMakeMakesIsNotTheUsers() throws {
    for name in ["CMakeCache.txt", "Makefile", "CMakeFiles/toy.dir/src/a.c.o", "toy.pc"] {
      try folder.write("project/build/\(name)", "made")
    }
    try folder.write("project/build/mine.txt", "mine")
    #expect(refusal()?.message.contains("'build/mine.txt'") == true)
    unlink("\(path)/build/mine.txt")
    #expect(refusal() == nil)
  }

  /// `--force` gives up what is in a project, not what is in any folder.
  @Test func foreignFoldersCannotBeForced() throws {
    unlink("\(path)/manifest.json")
    #expect(refusal(isForced: true)?.id == .foreignFolder)
    #expect(try folder.read("project/src/a.c") == "src/a.c")
  }

  /// Opening a pipe would wait for its writer.
  @Test(.timeLimit(.minutes(20)), arguments: [S_IFIFO, S_IFSOCK])
  func specialFilesAreNoManifests(kind: mode_t) throws {
    unlink("\(path)/manifest.json")
    #expect(mknod("\(path)/manifest.json", kind | 0o666, 0) == 0)
    #expect(refusal()?.message.contains("holds no emitted project") == true)
  }
}

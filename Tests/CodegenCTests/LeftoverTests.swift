import Foundation
import Testing

@testable import CodegenC
@testable import Project

/// Folders that killed processes left beside a project.
@Suite struct LeftoverTests {
  private let folder: Folder
  private let id = "0123ABCD-0123-4567-89AB-0123456789AB"

  init() throws { folder = try Folder() }

  private func emit(_ name: String) throws {
    try ProjectWriterTests.replace(folder.path(name), with: [ProjectWriterTests.manifest(of: [])])
  }

  private func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  /// Repeats `step` until the folder holds `expected`: programs that other tests start meanwhile share this process's locks
  /// until they end.
  private func expect(_ expected: [String], after step: () throws -> Void) throws {
    for _ in 0..<600 {
      try step()
      if try names() == expected.sorted() { return }
      usleep(100_000)
    }
    #expect(try names() == expected.sorted())
  }

  @Test func nextWriterRemovesThem() throws {
    try emit("toy")
    try folder.write("toy.partial-\(id)/src/half.c", "half")
    try folder.write("toy.replaced-\(id)/src/old.c", "old")
    // Of another project, in use, or not one of ours.
    let others = [
      "my.toy.partial-\(id)", "toy.partial-\(id.lowercased())", "toy.partial-\(id)E",
      "toy.replaced-20261126", "toy.partial-FFFFFFFF-0123-4567-89AB-0123456789AB",
    ]
    for name in others { try folder.write("\(name)/file", "") }
    let lock = FolderLock(ifFree: folder.path(others[4]))
    let isLocked = lock != nil
    #expect(isLocked)
    try emit("toy")
    #expect(try names() == (others + ["toy"]).sorted())
    _ = consume lock
    try expect(others.dropLast() + ["toy"]) { try emit("toy") }
    try expect(others[1...3] + ["toy"]) { ProjectWriter.clearLeftovers(in: folder.path) }
  }

  /// A process that died between two steps, on a system that cannot exchange folders in one.
  @Test func formerProjectComesBack() throws {
    try emit("toy")
    rename(folder.path("toy"), folder.path("toy.replaced-\(id)"))
    try expect(["toy"]) {
      #expect(throws: CancellationError.self) {
        try ProjectWriter.write(to: folder.path("toy")) { _ in throw CancellationError() }
      }
    }
    #expect(try folder.read("toy/manifest.json").contains("generator"))
  }

  /// Another user may lock a folder for ever.
  @Test(.timeLimit(.minutes(20))) func foreignLocksDoNotStopWriters() throws {
    let lock = FolderLock(ifFree: folder.path)
    try folder.write("toy.partial-\(id)/half.c", "half")
    try emit("toy")
    #expect(try names() == ["toy", "toy.partial-\(id)"])
    _ = consume lock
  }

  /// A program may run from the folder that the other writer made.
  @Test func whatAnotherWriterMadeStays() throws {
    let path = folder.path("toy")
    try ProjectWriter.write(to: path, unless: { access(path, F_OK) == 0 }) { staged in
      try emit("toy")
      try ProjectWriter.write([EmittedFile("late.c", text: "")], below: staged)
    }
    #expect(try names() == ["toy"])
    #expect(try FileManager.default.contentsOfDirectory(atPath: path) == ["manifest.json"])
  }

  /// Many writers at once: one of the projects is there in the end, and nothing else.
  @Test func writersDoNotMeet() async throws {
    let path = folder.path("toy")
    try await withThrowingTaskGroup(of: Void.self) { group in
      for writer in 0..<16 {
        group.addTask {
          for turn in 0..<8 {
            let file = EmittedFile("src/a.c", text: "\(writer) \(turn)")
            try ProjectWriterTests.replace(
              path, with: [file, ProjectWriterTests.manifest(of: [file])])
          }
        }
      }
      try await group.waitForAll()
    }
    #expect(try names() == ["toy"])
    #expect(EmissionRecord(path)?.edited == [])
  }
}

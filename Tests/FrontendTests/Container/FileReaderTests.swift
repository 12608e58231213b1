import Diagnostics
import Foundation
import Testing

@testable import Frontend

@Suite struct FileReaderTests {
  @Test func onlyRegularFilesAreOpened() throws {
    let folder = try TemporaryFolder()
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    expect(.unreadableFile, at: pipe, "a pipe") { try FileReader(pipe) }
    expect(.unreadableFile, at: folder.path, "a folder") { try FileReader(folder.path) }
    expect(.unreadableFile, at: "/dev/null", "a device") { try FileReader("/dev/null") }
    expect(.unreadableFile, at: "absent", "no such file") {
      try FileReader(folder.path + "/absent")
    }
    expect(.unreadableFile, at: "a\0b", "a zero byte") { try FileReader("a\0b") }
  }

  @Test func aFileThatShrinksIsAnError() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write([UInt8](repeating: 7, count: 100), "f")
    let file = try FileReader(path)
    #expect(try file.read(at: 90, count: 10) == [UInt8](repeating: 7, count: 10))
    #expect(truncate(path, 50) == 0)
    expect(.fileChanged, at: "byte 50", "now ends here") { try file.read(at: 40, count: 20) }
  }

  @Test func rangesAreChecked() throws {
    let folder = try TemporaryFolder()
    let file = try FileReader(folder.write([1, 2, 3], "f"))
    #expect(try file.read(at: 3, count: 0) == [])
    for (offset, count) in [(0, 4), (-1, 1), (3, 1), (Int.max, 1), (0, -1), (1, Int.max)] {
      expect(.unreadableFile, "bytes were asked for") { try file.read(at: offset, count: count) }
    }
    expect(.unreadableFile, "more than the limit of 2") { try file.readAll(limit: 2) }
  }
}

import Diagnostics
import Foundation
import Testing

@testable import Tuning

@Suite struct RecordFileTests {
  private static func withPath<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = NSTemporaryDirectory() + "ssdc-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body("\(folder)/below/tuning.txt")
  }

  /// 64 writers of 1,000 plans each, all at the same time: none is lost.
  @Test func writersLoseNothing() throws {
    let (writers, plans) = (64, 1000)
    try Self.withPath { path in
      let failures = Failures()
      DispatchQueue.concurrentPerform(iterations: writers) { writer in
        let record = Samples.record((0..<plans).map { Samples.plan(writer * plans + $0) })
        do { try RecordFile.merge(record, into: path) } catch { failures.add("\(error)") }
      }
      #expect(failures.all.isEmpty)
      #expect(try RecordFile.read(path).plans.count == writers * plans)
      let rest = try FileManager.default.contentsOfDirectory(
        atPath: (path as NSString).deletingLastPathComponent)
      #expect(rest == ["tuning.txt"])
    }
  }

  /// What is no record stays as it is.
  @Test func nothingIsOverwritten() throws {
    try Self.withPath { path in
      try RecordFile.merge(Samples.record([Samples.plan(1)]), into: path)
      let damaged = try String(contentsOfFile: path, encoding: .utf8).dropLast(5)
      try Data(damaged.utf8).write(to: URL(fileURLWithPath: path))
      #expect(throws: Diagnostic.self) {
        try RecordFile.merge(Samples.record([Samples.plan(2)]), into: path)
      }
      #expect(try String(contentsOfFile: path, encoding: .utf8) == damaged)
    }
  }
}

/// What went wrong on some threads.
private final class Failures: @unchecked Sendable {
  private let lock = NSLock()
  private var texts: [String] = []

  func add(_ text: String) { lock.withLock { texts.append(text) } }

  var all: [String] { lock.withLock { texts } }
}

import Diagnostics
import Foundation
import Project

/// Tuning records on disk.
public enum RecordFile {
  /// The most bytes of a record.
  private static let limit = 64 << 20

  /// The record in the file at `path`; throws E0911 to E0914.
  public static func read(_ path: String) throws -> TuningRecord {
    // Only a regular file: opening a pipe would wait for whoever writes it.
    var status = stat()
    guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size <= limit,
      let data = FileManager.default.contents(atPath: path)
    else {
      throw Diagnostic(
        .damagedRecord, "the tuning record cannot be read", at: FileLocation(path))
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw Diagnostic(
        .damagedRecord, "the tuning record is not UTF-8 text", at: FileLocation(path))
    }
    return try TuningRecord(parsing: text, file: path)
  }

  /// Merges `record` into the file at `path`, which need not be there; of several writers at a time none loses anything.
  ///
  /// Throws E0911 to E0914 where what is there is no record, which then stays as it is, and E0703.
  public static func merge(_ record: TuningRecord, into path: String) throws {
    try SharedFile.update(path) { text in
      var merged = try text.map { try TuningRecord(parsing: $0, file: path) } ?? TuningRecord()
      merged.merge(record)
      return merged.description
    }
  }
}

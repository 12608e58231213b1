import Foundation
import Project

/// The folder that `run` keeps compiled programs in.
enum CacheReport {
  /// Facts for the report.
  static var members: [OrderedJSON.Member] {
    let path = CacheFolder.path
    return [
      .init("folder", .text(path)),
      .init("bytes", .integer(size(of: path))),
      .init("writable", .flag(isWritable(path))),
    ]
  }

  /// Bytes of all files below `path`, 0 where there is nothing.
  private static func size(of path: String) -> Int {
    let files = FileManager.default.enumerator(
      at: URL(fileURLWithPath: path), includingPropertiesForKeys: [.fileSizeKey, .isRegularFileKey])
    return (files?.compactMap { $0 as? URL } ?? []).reduce(0) { sum, file in
      let facts = try? file.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
      return sum + (facts?.isRegularFile == true ? facts?.fileSize ?? 0 : 0)
    }
  }

  /// Whether files can be made in `path`, or `path` itself in the nearest folder above that is there.
  ///
  /// A file is made to see it: permissions alone say nothing of full disks and of systems that are read-only.
  private static func isWritable(_ path: String) -> Bool {
    var nearest = URL(fileURLWithPath: path)
    while !FileManager.default.fileExists(atPath: nearest.path), nearest.path.count > 1 {
      nearest.deleteLastPathComponent()
    }
    let trial = nearest.appendingPathComponent(".ssdc-doctor-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: trial) }
    return (try? Data([0]).write(to: trial)) != nil
  }
}

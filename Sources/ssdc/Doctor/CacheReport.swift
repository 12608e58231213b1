import CodegenC
import Foundation

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
      at: URL(fileURLWithPath: path), includingPropertiesForKeys: [.fileSizeKey])
    return (files?.compactMap { $0 as? URL } ?? []).reduce(0) { sum, file in
      sum + ((try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0)
    }
  }

  /// Whether files can be made in `path`, or `path` itself in the nearest folder above that is there.
  private static func isWritable(_ path: String) -> Bool {
    var nearest = path
    while !FileManager.default.fileExists(atPath: nearest), nearest.count > 1 {
      nearest = (nearest as NSString).deletingLastPathComponent
    }
    return FileManager.default.isWritableFile(atPath: nearest)
  }
}

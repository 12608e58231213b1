import Diagnostics

/// A zip archive of stored entries whose records all agree: APPNOTE.TXT 6.3.10, less all that PyTorch does not write.
struct ZipArchive {
  /// One entry.
  struct Entry {
    /// The name, unique in the archive.
    var name: String
    /// Where its data start in the file.
    var offset: Int
    /// How many bytes of data it has.
    var size: Int
    /// The CRC-32 of its data.
    var checksum: UInt32
  }

  /// The archive.
  let file: FileReader
  /// All entries, in the order of the directory.
  let entries: [Entry]
  private let indices: [ByteKey: Int]

  /// Reads the directory of `file` and the header of every entry, but no data.
  init(_ file: FileReader) throws {
    let directory = try ZipDirectory.find(in: file)
    var entries: [Entry] = []
    var indices: [ByteKey: Int] = [:]
    var extents: [Range<Int>] = []
    for record in try directory.records() {
      guard indices.updateValue(entries.count, forKey: ByteKey(record.name)) == nil else {
        throw Diagnostic(
          .zipName, "two entries are called \(named(record.name))", at: FileLocation(file.path))
      }
      let local = try ZipLocalHeader(of: record, in: file, end: directory.range.lowerBound)
      extents.append(local.extent)
      entries.append(
        Entry(
          name: record.name, offset: local.data, size: record.size, checksum: record.checksum))
    }
    try Self.checkApart(extents, file)
    self.file = file
    self.entries = entries
    self.indices = indices
  }

  /// The entry called `name`, if any.
  subscript(name: String) -> Entry? { indices[ByteKey(name)].map { entries[$0] } }

  /// The data of `entry`, whose checksum is checked; throws if there are more than `limit` bytes.
  func data(of entry: Entry, limit: Int) throws -> [UInt8] {
    guard entry.size <= limit else {
      throw Diagnostic(
        .zipStructure, "\(named(entry.name)) has \(entry.size) bytes, more than \(limit)",
        at: FileLocation(file.path))
    }
    let data = try file.read(at: entry.offset, count: entry.size)
    var checksum = Checksum32()
    data.withUnsafeBytes { checksum.update($0) }
    try check(checksum, entry)
    return data
  }

  /// Reads all data of `entry`, in pieces, and checks their checksum.
  func verify(_ entry: Entry) throws {
    var checksum = Checksum32()
    var position = 0
    while position < entry.size {
      let count = min(1 << 20, entry.size - position)
      let piece = try file.read(at: entry.offset + position, count: count)
      piece.withUnsafeBytes { checksum.update($0) }
      position += count
    }
    try check(checksum, entry)
  }

  private func check(_ checksum: Checksum32, _ entry: Entry) throws {
    guard checksum.value == entry.checksum else {
      throw Diagnostic(
        .zipChecksum, "the data of \(named(entry.name)) does not match its checksum",
        at: FileLocation(file.path, "byte \(entry.offset)"))
    }
  }

  private static func checkApart(_ extents: [Range<Int>], _ file: FileReader) throws {
    var end = 0
    for extent in extents.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      guard extent.lowerBound >= end else {
        throw Diagnostic(
          .zipStructure, "two entries overlap",
          at: FileLocation(file.path, "byte \(extent.lowerBound)"))
      }
      end = extent.upperBound
    }
  }
}

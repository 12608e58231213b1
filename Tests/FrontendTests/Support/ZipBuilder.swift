@testable import Frontend

/// Writes zip archives entry by entry, with any field as wrong as a test wants it.
struct ZipBuilder: Sendable {
  /// One entry; what is nil follows from the data.
  struct Entry: Sendable {
    var name: [UInt8]
    var data: [UInt8]
    var flags: UInt16 = 0
    var method: UInt16 = 0
    var localName: [UInt8]?
    var localMethod: UInt16?
    var localSize: UInt32?
    var checksum: UInt32?
    var localChecksum: UInt32?
    var size: UInt32?
    var packedSize: UInt32?
    var extra: [UInt8] = []
    var localExtra: [UInt8] = []
    var descriptor: [UInt8] = []
    var header: UInt32?

    init(_ name: String, _ data: [UInt8]) {
      self.name = Array(name.utf8)
      self.data = data
    }

    /// The same entry after `change`.
    func with(_ change: (inout Entry) -> Void) -> Entry {
      var entry = self
      change(&entry)
      return entry
    }
  }

  var entries: [Entry]
  var count: UInt16?
  var disk: UInt16 = 0
  var directoryOffset: UInt32?
  var comment: [UInt8] = []
  /// The zip64 records between directory and end, made from the directory's offset, its size and its own end.
  var wideEnd: (@Sendable (UInt64, UInt64, UInt64) -> [UInt8])?

  init(_ entries: [Entry]) { self.entries = entries }

  /// The archive.
  var archive: [UInt8] {
    var file: [UInt8] = []
    var directory: [UInt8] = []
    for entry in entries {
      let header = entry.header ?? UInt32(file.count)
      let checksum = entry.checksum ?? Self.checksum(entry.data)
      let size = UInt32(entry.data.count)
      let localName = entry.localName ?? entry.name
      file += bytes(UInt32(0x0403_4B50)) + bytes(UInt16(20)) + bytes(entry.flags)
      file += bytes(entry.localMethod ?? entry.method) + bytes(UInt32(0))
      file += bytes(entry.localChecksum ?? checksum)
      file += bytes(entry.localSize ?? size) + bytes(entry.localSize ?? size)
      file += bytes(UInt16(localName.count)) + bytes(UInt16(entry.localExtra.count))
      file += localName + entry.localExtra + entry.data + entry.descriptor
      directory += bytes(UInt32(0x0201_4B50)) + bytes(UInt16(20)) + bytes(UInt16(20))
      directory += bytes(entry.flags) + bytes(entry.method) + bytes(UInt32(0)) + bytes(checksum)
      directory += bytes(entry.packedSize ?? entry.size ?? size) + bytes(entry.size ?? size)
      directory += bytes(UInt16(entry.name.count)) + bytes(UInt16(entry.extra.count))
      directory += bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt16(0)) + bytes(UInt32(0))
      directory += bytes(header) + entry.name + entry.extra
    }
    let offset = file.count
    file += directory
    if let wideEnd {
      file += wideEnd(UInt64(offset), UInt64(directory.count), UInt64(file.count))
    }
    let count = count ?? UInt16(entries.count)
    file += bytes(UInt32(0x0605_4B50)) + bytes(disk) + bytes(disk) + bytes(count) + bytes(count)
    file += bytes(UInt32(directory.count)) + bytes(directoryOffset ?? UInt32(offset))
    return file + bytes(UInt16(comment.count)) + comment
  }

  /// The CRC-32 of `data`.
  static func checksum(_ data: [UInt8]) -> UInt32 {
    var checksum = Checksum32()
    data.withUnsafeBytes { checksum.update($0) }
    return checksum.value
  }

  /// A correct zip64 end record and its locator, but for what `change` does to the fields count, size and offset.
  static func wideEnd(
    _ count: UInt64, _ change: @escaping @Sendable (inout [UInt64]) -> Void
  ) -> @Sendable (UInt64, UInt64, UInt64) -> [UInt8] {
    { offset, size, end in
      var fields = [count, count, size, offset]
      change(&fields)
      let head =
        bytes(UInt32(0x0606_4B50)) + bytes(UInt64(44)) + bytes(UInt32(0x2D_001E))
        + bytes(UInt32(0)) + bytes(UInt32(0))
      let locator =
        bytes(UInt32(0x0706_4B50)) + bytes(UInt32(0)) + bytes(end) + bytes(UInt32(1))
      return head + fields.flatMap { bytes($0) } + locator
    }
  }
}

import Diagnostics

/// The header in front of an entry's data, and the descriptor after them, once they agree with the directory.
struct ZipLocalHeader {
  /// Where the data start.
  let data: Int
  /// From the header to the end of the descriptor.
  let extent: Range<Int>

  private static let fixedSize = 30

  /// Reads the header of `record` from `file`, whose entries end before byte `end`.
  init(of record: ZipRecord, in file: FileReader, end: Int) throws {
    let place = FileLocation(file.path, "byte \(record.header)")
    let name = named(record.name)
    let outside = Diagnostic(.zipStructure, "\(name) lies outside the archive", at: place)
    guard record.header <= end - Self.fixedSize else { throw outside }
    var cursor = ByteCursor(try file.read(at: record.header, count: Self.fixedSize))
    guard cursor.next(UInt32.self) == 0x0403_4B50, cursor.next(UInt16.self) != nil,
      let flags = cursor.next(UInt16.self), let method = cursor.next(UInt16.self),
      cursor.next(UInt32.self) != nil, let checksum = cursor.next(UInt32.self),
      let packed = cursor.next(UInt32.self), let unpacked = cursor.next(UInt32.self),
      let nameSize = cursor.next(UInt16.self), let extraSize = cursor.next(UInt16.self)
    else { throw Diagnostic(.zipStructure, "\(name) has no header of its own", at: place) }

    let data = record.header + Self.fixedSize + Int(nameSize) + Int(extraSize)
    guard data <= end, record.size <= end - data else { throw outside }
    let names = try file.read(
      at: record.header + Self.fixedSize, count: Int(nameSize) + Int(extraSize))
    var wide = try ZipWideFields(Array(names[Int(nameSize)...]), at: place)
    let sizes = try [wide.value(unpacked, at: place), wide.value(packed, at: place)]
    let mayBeZero = record.hasDescriptor
    guard flags == record.flags, method == 0,
      names[..<Int(nameSize)].elementsEqual(record.name.utf8),
      checksum == record.checksum || mayBeZero && checksum == 0,
      sizes.allSatisfy({ $0 == UInt64(record.size) || mayBeZero && $0 == 0 })
    else {
      throw Diagnostic(
        .zipDisagreement, "the header of \(name) and the directory disagree", at: place)
    }
    let descriptor = try Self.descriptorSize(record, file, at: data + record.size, end)
    self.data = data
    self.extent = record.header..<data + record.size + descriptor
  }

  /// The bytes of the descriptor at `start`: its sizes have 32 bits, or 64 in archives over 4 GiB.
  private static func descriptorSize(
    _ record: ZipRecord, _ file: FileReader, at start: Int, _ end: Int
  ) throws -> Int {
    guard record.hasDescriptor else { return 0 }
    let bytes = try file.read(at: start, count: min(24, end - start))
    var narrow = ByteCursor(bytes)
    var wide = narrow
    let size = UInt64(record.size)
    if wide.next(UInt32.self) == 0x0807_4B50, wide.next(UInt32.self) == record.checksum,
      wide.next(UInt64.self) == size, wide.next(UInt64.self) == size
    {
      return 24
    }
    guard narrow.next(UInt32.self) == 0x0807_4B50, narrow.next(UInt32.self) == record.checksum,
      narrow.next(UInt32.self).map(UInt64.init) == size,
      narrow.next(UInt32.self).map(UInt64.init) == size
    else {
      throw Diagnostic(
        .zipDisagreement, "the descriptor of \(named(record.name)) and the directory disagree",
        at: FileLocation(file.path, "byte \(start)"))
    }
    return 16
  }
}

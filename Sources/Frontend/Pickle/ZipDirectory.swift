import Diagnostics

/// Where the directory of a zip archive is, as the records at the end of the file say.
struct ZipDirectory {
  private let file: FileReader
  /// The bytes of the directory.
  let range: Range<Int>
  private let count: Int

  private static let endSize = 22
  private static let locatorSize = 20
  private static let wideEndSize = 56
  private static let entryLimit = 100_000
  private static let sizeLimit = 32 << 20

  /// Finds the directory of `file`. The archive must end without a comment: what could be one or two readings is neither.
  static func find(in file: FileReader) throws -> ZipDirectory {
    let start = try file.read(at: 0, count: min(4, file.size))
    guard start == Array("PK\u{3}\u{4}".utf8) else {
      throw Diagnostic(
        .notZip, "the file does not start like a zip archive", at: FileLocation(file.path, "byte 0")
      )
    }
    let end = file.size - endSize
    guard end >= 0 else { throw failure("the archive is truncated", file, 0) }
    var cursor = ByteCursor(try file.read(at: end, count: endSize))
    guard cursor.next(UInt32.self) == 0x0605_4B50, let disk = cursor.next(UInt16.self),
      let directoryDisk = cursor.next(UInt16.self), let here = cursor.next(UInt16.self),
      let total = cursor.next(UInt16.self), let size = cursor.next(UInt32.self),
      let offset = cursor.next(UInt32.self), cursor.next(UInt16.self) == 0
    else { throw failure("the archive does not end with its end record", file, max(end, 0)) }
    let narrow = [
      UInt64(disk), UInt64(directoryDisk), UInt64(here), UInt64(total), UInt64(size),
      UInt64(offset),
    ]
    let limits: [UInt64] = [0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF_FFFF, 0xFFFF_FFFF]
    guard let wide = try wideEnd(file, before: end) else {
      return try checked(narrow, file, upTo: end)
    }
    for (index, limit) in limits.enumerated()
    where narrow[index] != limit && narrow[index] != wide[index] {
      throw Diagnostic(
        .zipDisagreement, "the two end records of the archive disagree",
        at: FileLocation(file.path, "byte \(end)"))
    }
    return try checked(wide, file, upTo: end - locatorSize - wideEndSize)
  }

  /// The fields of the zip64 end record in front of byte `end`; nil if there is no such record.
  private static func wideEnd(_ file: FileReader, before end: Int) throws -> [UInt64]? {
    let start = end - locatorSize - wideEndSize
    guard start >= 0 else { return nil }
    var cursor = ByteCursor(try file.read(at: start, count: wideEndSize + locatorSize))
    var locator = ByteCursor(cursor.bytes, at: wideEndSize)
    guard locator.next(UInt32.self) == 0x0706_4B50 else { return nil }
    guard locator.next(UInt32.self) == 0, locator.next(UInt64.self) == UInt64(start),
      locator.next(UInt32.self) == 1, cursor.next(UInt32.self) == 0x0606_4B50,
      cursor.next(UInt64.self) == UInt64(wideEndSize - 12), cursor.next(UInt32.self) != nil,
      let disk = cursor.next(UInt32.self), let directoryDisk = cursor.next(UInt32.self),
      let here = cursor.next(UInt64.self), let total = cursor.next(UInt64.self),
      let size = cursor.next(UInt64.self), let offset = cursor.next(UInt64.self)
    else { throw failure("the zip64 end record is invalid", file, start) }
    return [UInt64(disk), UInt64(directoryDisk), here, total, size, offset]
  }

  private static func checked(
    _ fields: [UInt64], _ file: FileReader, upTo end: Int
  ) throws -> ZipDirectory {
    guard fields[0] == 0, fields[1] == 0, fields[2] == fields[3] else {
      throw Diagnostic(
        .zipUnsupported, "the archive is split into several parts",
        at: FileLocation(file.path, "byte \(end)"))
    }
    guard fields[3] <= entryLimit, fields[4] <= sizeLimit else {
      throw failure("the archive has \(fields[3]) entries, more than \(entryLimit)", file, end)
    }
    let sum = fields[5].addingReportingOverflow(fields[4])
    guard !sum.overflow, sum.partialValue == UInt64(end) else {
      throw failure("the directory does not end where the end record starts", file, end)
    }
    return ZipDirectory(file: file, range: Int(fields[5])..<end, count: Int(fields[3]))
  }

  /// The records of the directory, in order.
  func records() throws -> [ZipRecord] {
    var cursor = ByteCursor(try file.read(at: range.lowerBound, count: range.count))
    var records: [ZipRecord] = []
    for _ in 0..<count {
      let place = FileLocation(file.path, "byte \(range.lowerBound + cursor.position)")
      records.append(try ZipRecord(&cursor, at: place))
    }
    guard cursor.rest == 0 else {
      throw Self.failure("the directory has extra bytes after its entries", file, range.lowerBound)
    }
    return records
  }

  private static func failure(_ message: String, _ file: FileReader, _ at: Int) -> Diagnostic {
    Diagnostic(.zipStructure, message, at: FileLocation(file.path, "byte \(at)"))
  }
}

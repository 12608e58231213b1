import Diagnostics

/// What the directory of a zip archive says about one entry.
struct ZipRecord {
  var name: String
  var flags: UInt16
  var checksum: UInt32
  /// Bytes of data, which are stored as they are.
  var size: Int
  /// Where the entry's own header starts in the file.
  var header: Int

  /// Bit 3: sizes and checksum follow the data.
  var hasDescriptor: Bool { flags & 0x8 != 0 }

  /// Reads the record at `cursor`, which is at `place`.
  init(_ cursor: inout ByteCursor, at place: FileLocation) throws {
    guard cursor.next(UInt32.self) == 0x0201_4B50, cursor.next(UInt32.self) != nil,
      let flags = cursor.next(UInt16.self), let method = cursor.next(UInt16.self),
      cursor.next(UInt32.self) != nil, let checksum = cursor.next(UInt32.self),
      let packed = cursor.next(UInt32.self), let unpacked = cursor.next(UInt32.self),
      let nameSize = cursor.next(UInt16.self), let extraSize = cursor.next(UInt16.self),
      let commentSize = cursor.next(UInt16.self), let disk = cursor.next(UInt16.self),
      cursor.next(UInt16.self) != nil, cursor.next(UInt32.self) != nil,
      let header = cursor.next(UInt32.self), let name = cursor.take(Int(nameSize)),
      let extra = cursor.take(Int(extraSize)), cursor.take(Int(commentSize)) != nil
    else { throw Diagnostic(.zipStructure, "a directory entry is invalid", at: place) }
    self.name = try Self.checkedName(name, at: place)
    let shown = named(self.name)
    guard method == 0 else {
      throw Diagnostic(
        .zipUnsupported, "\(shown) is compressed (method \(method))", at: place)
    }
    // Bit 11 says that the name is UTF-8; the others ask for encryption, patches and the like.
    guard flags & ~0x0808 == 0 else {
      let digits = String(flags, radix: 16)
      throw Diagnostic(.zipUnsupported, "\(shown) has the flags 0x\(digits)", at: place)
    }
    var wide = try ZipWideFields(Array(extra), at: place)
    let values = try (
      wide.value(unpacked, at: place), wide.value(packed, at: place), wide.value(header, at: place)
    )
    guard wide.isUsedUp, disk == 0 else {
      throw Diagnostic(.zipDisagreement, "\(shown) has unneeded zip64 fields", at: place)
    }
    guard values.0 == values.1 else {
      throw Diagnostic(
        .zipDisagreement, "\(shown) is stored, but has \(values.1) bytes for \(values.0)",
        at: place)
    }
    guard let size = Int(exactly: values.0), let offset = Int(exactly: values.2) else {
      throw Diagnostic(.zipStructure, "\(shown) has a size or offset over 2^63", at: place)
    }
    (self.flags, self.checksum, self.size, self.header) = (flags, checksum, size, offset)
  }

  private static func checkedName(_ bytes: ArraySlice<UInt8>, at place: FileLocation) throws
    -> String
  {
    guard let name = String(validating: bytes, as: UTF8.self) else {
      throw Diagnostic(.zipName, "the name of an entry is not UTF-8", at: place)
    }
    let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    let isPlain = parts.allSatisfy { part in
      !part.isEmpty && !part.elementsEqual(".".utf8) && !part.elementsEqual("..".utf8)
        && !part.contains { $0 < 0x20 || $0 == UInt8(ascii: "\\") }
    }
    guard isPlain else {
      throw Diagnostic(.zipName, "\(named(name)) is not a plain relative path", at: place)
    }
    return name
  }
}

/// The extra field of kind 1, which holds 64-bit values for those fields of a header that are all ones.
struct ZipWideFields {
  private var cursor: ByteCursor

  /// Finds the field among `extra`.
  init(_ extra: [UInt8], at place: FileLocation) throws {
    var cursor = ByteCursor(extra)
    var found: [UInt8]?
    while cursor.rest > 0 {
      guard let kind = cursor.next(UInt16.self), let size = cursor.next(UInt16.self),
        let data = cursor.take(Int(size)), kind != 1 || found == nil
      else {
        throw Diagnostic(.zipStructure, "the extra fields of an entry are invalid", at: place)
      }
      if kind == 1 { found = Array(data) }
    }
    self.cursor = ByteCursor(found ?? [])
  }

  /// `narrow`, or the next 64-bit value where `narrow` is all ones.
  mutating func value(_ narrow: UInt32, at place: FileLocation) throws -> UInt64 {
    guard narrow == UInt32.max else { return UInt64(narrow) }
    guard let value = cursor.next(UInt64.self) else {
      throw Diagnostic(.zipStructure, "a zip64 size or offset is missing", at: place)
    }
    return value
  }

  /// Whether no value is left.
  var isUsedUp: Bool { cursor.rest == 0 }
}

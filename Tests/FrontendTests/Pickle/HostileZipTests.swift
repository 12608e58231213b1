import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostileZipTests {
  typealias Entry = ZipBuilder.Entry

  private static let data = Entry("m/data/0", [1, 2, 3, 4])

  static let cases: [HostileCase<[UInt8]>] = [
    HostileCase("empty", [], .notZip, at: "x.bin: byte 0", "does not start like a zip"),
    HostileCase(
      "bare pickle", [0x80, 2, 0x7D, 0x2E], .notZip, at: "byte 0", "does not start like a zip"),
    HostileCase(
      "tar", Array("m/data.pkl".utf8) + [UInt8](repeating: 0, count: 600), .notZip, at: "byte 0",
      "does not start like a zip"),
    HostileCase("four bytes", Array("PK\u{3}\u{4}".utf8), .zipStructure, at: "byte 0", "truncated"),
    HostileCase(
      "truncated", ZipBuilder([data]).archive.dropLast(5), .zipStructure, at: "byte",
      "does not end with its end record"),
    archive("comment", .zipStructure, "does not end with its end record") {
      $0.comment = Array("hello".utf8)
    },
    archive("several disks", .zipUnsupported, "several parts") { $0.disk = 1 },
    archive("directory elsewhere", .zipStructure, "does not end where") { $0.directoryOffset = 3 },
    archive("directory beyond the file", .zipStructure, "does not end where") {
      $0.directoryOffset = 0xFFFF_FFF0
    },
    archive("fewer entries than counted", .zipStructure, "directory entry is invalid") {
      $0.count = 2
    },
    archive("more entries than counted", .zipStructure, "extra bytes after its entries") {
      $0.count = 0
    },
    entry("deflated", .zipUnsupported, "'m/data/0' is compressed (method 8)") { $0.method = 8 },
    entry("encrypted", .zipUnsupported, "flags 0x1") { $0.flags = 1 },
    entry("path above", .zipName, "'m/../0' is not a plain relative path") {
      $0.name = Array("m/../0".utf8)
    },
    entry("absolute path", .zipName, "'/etc/passwd'") { $0.name = Array("/etc/passwd".utf8) },
    entry("backslash", .zipName, "plain relative") { $0.name = Array("m\\..\\0".utf8) },
    entry("empty name", .zipName, "plain relative") { $0.name = [] },
    entry("name with a zero", .zipName, "plain relative") { $0.name = [0x61, 0] },
    entry("name not UTF-8", .zipName, "not UTF-8") { $0.name = [0xFF] },
    entry("other local name", .zipDisagreement, "the directory disagree") {
      $0.localName = Array("m/data/1".utf8)
    },
    entry("other local method", .zipDisagreement, "the directory disagree") { $0.localMethod = 8 },
    entry("other local size", .zipDisagreement, "the directory disagree") { $0.localSize = 3 },
    entry("other local checksum", .zipDisagreement, "the directory disagree") {
      $0.localChecksum = 1
    },
    entry("sizes that differ", .zipDisagreement, "stored, but has 3 bytes for 4") {
      $0.packedSize = 3
    },
    entry("size beyond the file", .zipStructure, "outside the archive") { $0.size = 1 << 30 },
    entry("header beyond the file", .zipStructure, "outside the archive") { $0.header = 1 << 30 },
    entry("header elsewhere", .zipStructure, "no header of its own") { $0.header = 4 },
    entry("missing zip64 size", .zipStructure, "a zip64 size or offset is missing") {
      $0.size = .max
    },
    entry("false zip64 size", .zipStructure, "over 2^63") {
      $0.size = .max
      $0.extra = bytes(UInt16(1)) + bytes(UInt16(16)) + bytes(UInt64.max) + bytes(UInt64.max)
    },
    entry("huge zip64 size", .zipStructure, "outside the archive") {
      $0.size = .max
      $0.extra =
        bytes(UInt16(1)) + bytes(UInt16(16)) + bytes(UInt64(1) << 62) + bytes(UInt64(1) << 62)
    },
    entry("superfluous zip64 size", .zipDisagreement, "unneeded zip64") {
      $0.extra = bytes(UInt16(1)) + bytes(UInt16(8)) + bytes(UInt64(4))
    },
    entry("broken extra field", .zipStructure, "extra fields") {
      $0.extra = bytes(UInt16(1)) + bytes(UInt16(80))
    },
    entry("missing descriptor", .zipDisagreement, "descriptor") { $0.flags = 8 },
    entry("wrong descriptor", .zipDisagreement, "descriptor") {
      $0.flags = 8
      $0.descriptor = bytes(UInt32(0x0807_4B50)) + [UInt8](repeating: 0, count: 12)
    },
    HostileCase(
      "doubled name", ZipBuilder([data, data]).archive, .zipName, at: "x.bin",
      "two entries are called 'm/data/0'"),
    HostileCase(
      "one header for two",
      ZipBuilder([
        data,
        data.with {
          $0.name[0] = 0x6E; $0.header = 0
        },
      ])
      .archive, .zipDisagreement, at: "byte 0", "disagree"),
    archive("zip64 end that disagrees", .zipDisagreement, "the two end records") {
      $0.wideEnd = ZipBuilder.wideEnd(2) { _ in }
    },
    archive("zip64 entries without end", .zipStructure, "entries, more than") {
      $0.count = .max
      $0.wideEnd = ZipBuilder.wideEnd(1 << 40) { _ in }
    },
    archive("zip64 directory that overflows", .zipStructure, "does not end where") {
      $0.directoryOffset = .max
      $0.wideEnd = ZipBuilder.wideEnd(1) { $0[3] = .max }
    },
  ]

  private static func archive(
    _ name: String, _ id: DiagnosticID, _ message: String,
    _ change: (inout ZipBuilder) -> Void
  ) -> HostileCase<[UInt8]> {
    var builder = ZipBuilder([data])
    change(&builder)
    return HostileCase(name, builder.archive, id, at: "x.bin: byte", message)
  }

  private static func entry(
    _ name: String, _ id: DiagnosticID, _ message: String, _ change: (inout Entry) -> Void
  ) -> HostileCase<[UInt8]> {
    archive(name, id, message) { change(&$0.entries[0]) }
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<[UInt8]>) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(hostile.input, "x.bin")
    hostile.expectRefusal { _ in try ZipArchive(FileReader(path)) }
  }

  @Test func overlappingEntriesAreRefused() throws {
    let inner = ZipBuilder([Entry("m/data/1", [9])]).archive.prefix(30 + 8 + 1)
    let outer = Entry("m/data/0", Array(inner))
    let archive = ZipBuilder([
      outer, Entry("m/data/1", [9]).with { $0.header = 38 },
    ]).archive
    let folder = try TemporaryFolder()
    let path = try folder.write(archive, "x.bin")
    expect(.zipStructure, at: "byte 38", "overlap") { try ZipArchive(FileReader(path)) }
  }

  @Test func wrongChecksumsAreFound() throws {
    let folder = try TemporaryFolder()
    let wrong = Self.data.with { $0.checksum = 1 }
    let archive = try ZipArchive(FileReader(folder.write(ZipBuilder([wrong]).archive, "x.bin")))
    let entry = try #require(archive["m/data/0"])
    expect(.zipChecksum, at: "byte 38", "does not match") { try archive.verify(entry) }
    expect(.zipChecksum, at: "byte 38", "does not match") { try archive.data(of: entry, limit: 9) }
    expect(.zipStructure, at: "x.bin", "more than 3") { try archive.data(of: entry, limit: 3) }
  }

  @Test func bothKindsOfEndAndDescriptorAreRead() throws {
    let checksum = ZipBuilder.checksum(Self.data.data)
    let signature = bytes(UInt32(0x0807_4B50)) + bytes(checksum)
    let narrow = Self.data.with {
      ($0.flags, $0.localSize, $0.localChecksum) = (8, 0, 0)
      $0.descriptor = signature + bytes(UInt32(4)) + bytes(UInt32(4))
    }
    let wide = Self.data.with {
      ($0.flags, $0.name[7]) = (8, 0x31)
      $0.descriptor = signature + bytes(UInt64(4)) + bytes(UInt64(4))
      $0.size = .max
      $0.extra = bytes(UInt16(1)) + bytes(UInt16(16)) + bytes(UInt64(4)) + bytes(UInt64(4))
      $0.localExtra = bytes(UInt16(0x4246)) + bytes(UInt16(2)) + [0x5A, 0x5A]
    }
    var builder = ZipBuilder([narrow, wide])
    builder.wideEnd = ZipBuilder.wideEnd(2) { _ in }
    let folder = try TemporaryFolder()
    let archive = try ZipArchive(FileReader(folder.write(builder.archive, "x.bin")))
    #expect(archive.entries.map(\.name) == ["m/data/0", "m/data/1"])
    for entry in archive.entries {
      #expect(try archive.data(of: entry, limit: 4) == [1, 2, 3, 4])
    }
  }

  @Test func theChecksumIsThatOfTheStandard() {
    #expect(ZipBuilder.checksum(Array("123456789".utf8)) == 0xCBF4_3926)
    #expect(ZipBuilder.checksum([]) == 0)
  }
}

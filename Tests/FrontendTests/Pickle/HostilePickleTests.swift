import Diagnostics
import Testing

@testable import Frontend

@Suite struct HostilePickleTests {
  private static func pickle(_ text: String) -> [UInt8] { PickleBuilder().raw(text).stop() }

  static let cases: [HostileCase<[UInt8]>] = globals + opcodes + malformed + tensors

  private static let globals: [HostileCase<[UInt8]>] = [
    ("os", "system"), ("posix", "system"), ("nt", "system"), ("builtins", "eval"),
    ("__builtin__", "exec"), ("subprocess", "Popen"), ("torch", "load"),
    ("torch._utils", "_rebuild_parameter"), ("torch", "DoubleStorage"),
    ("torch", "_utils._rebuild_tensor_v2"), ("collections", "OrderedDict.__init__"),
    ("torch.serialization", "os.system"), ("", "collections.OrderedDict"),
  ].map { module, name in
    HostileCase(
      "global \(module).\(name)", PickleBuilder().global(module, name).stop(), .pickleGlobal,
      at: "m/data.pkl, byte 2", "the pickle names '\(module).\(name)'")
  }

  private static let opcodes: [HostileCase<[UInt8]>] = [
    one("NEWOBJ", [0x81], "NEWOBJ"), one("NEWOBJ_EX", [0x92], "NEWOBJ_EX"),
    one("INST", Array("ios\nsystem\n".utf8), "INST"), one("OBJ", [0x6F], "OBJ"),
    one("STACK_GLOBAL", [0x93], "STACK_GLOBAL"), one("PERSID", Array("P0\n".utf8), "PERSID"),
    one("EXT1", [0x82, 1], "EXT"), one("FRAME", [0x95], "FRAME"), one("unknown", [0xFF], "0xff"),
    HostileCase(
      "protocol 5", [0x80, 5, 0x7D, 0x2E], .pickleOpcode, at: "byte 0", "protocol 5"),
    HostileCase(
      "protocol twice", [0x80, 2, 0x80, 2, 0x7D, 0x2E], .pickleOpcode, at: "byte 2", "protocol 2"),
    HostileCase(
      "BUILD on a dictionary", pickle("}}b"), .pickleOpcode, at: "byte 4", "BUILD is allowed"),
    HostileCase(
      "BUILD of another attribute",
      PickleBuilder().global("collections", "OrderedDict").raw(")R}").string("__class__")
        .raw("}sb").stop(), .pickleOpcode, at: "byte", "BUILD is allowed"),
    HostileCase(
      "storage called",
      PickleBuilder().global("torch", "FloatStorage").raw(")R").stop(), .pickleGlobal, at: "byte",
      "is called"),
  ]

  private static func one(
    _ name: String, _ code: [UInt8], _ shown: String
  ) -> HostileCase<[UInt8]> {
    HostileCase(
      name, PickleBuilder().raw(code).stop(), .pickleOpcode, at: "byte 2",
      "the opcode \(shown) is not allowed")
  }

  private static let malformed: [HostileCase<[UInt8]>] = [
    bad("empty", [], "does not start with a protocol"),
    bad("protocol 0", Array("(dp0\n.".utf8), "does not start with a protocol"),
    bad("no end", [0x80, 2, 0x7D], "ends in the middle"),
    bad("cut operand", [0x80, 2, 0x58, 9, 0, 0, 0, 0x61], "ends in the middle"),
    bad("string of 4 GiB", [0x80, 2, 0x58, 0xFF, 0xFF, 0xFF, 0xFF], "ends in the middle"),
    bad("global without line end", [0x80, 2] + Array("ctorch".utf8), "ends in the middle"),
    bad("string not UTF-8", [0x80, 2, 0x58, 1, 0, 0, 0, 0xFF, 0x2E], "not valid UTF-8"),
    bad(
      "integer of 9 bytes",
      PickleBuilder().raw([0x8A, 9] + [UInt8](repeating: 1, count: 9)).stop(), "fit 64 bits"),
    bad("stack underflow", pickle("R"), "not on the stack"),
    bad("underflow below a mark", pickle("}(s"), "not on the stack"),
    bad("put without value", pickle("q\u{0}"), "not on the stack"),
    bad("tuple without mark", pickle("t"), "a mark that is not there"),
    bad("get of nothing", pickle("h\u{7}"), "no value 7"),
    bad("call of a string", PickleBuilder().string("f").raw(")R").stop(), "not a function"),
    bad(
      "call without tuple", PickleBuilder().global("collections", "OrderedDict").raw("}R").stop(),
      "not a function"),
    bad(
      "dictionary with arguments",
      PickleBuilder().global("collections", "OrderedDict").tuple([1]).raw("R").stop(),
      "with arguments"),
    bad("items of a string", PickleBuilder().string("x").raw("(NNu").stop(), "not a dictionary"),
    bad("odd items", pickle("}(Nu"), "not a dictionary"),
    bad("not a table", pickle("N"), "not a dictionary of tensors"),
    bad("two values", pickle("}}"), "more than one value"),
    bad("open mark", pickle("}("), "not on the stack"),
    bad("bytes after the end", pickle("}") + [0], "after the end"),
    bad(
      "tensor of too few arguments",
      PickleBuilder().global("torch._utils", "_rebuild_tensor_v2").tuple([1]).raw("R").stop(),
      "wrong arguments"),
    bad(
      "persistent id of a string", PickleBuilder().string("storage").raw("Q").stop(),
      "does not name a storage"),
    HostileCase(
      "deep tuples",
      pickle(")" + String(repeating: "\u{85}", count: 0)).dropLast()
        + [UInt8](repeating: 0x85, count: 100_000) + [0x2E],
      .pickleLimit, at: "byte", "nest deeper than 8"),
    HostileCase(
      "a long tuple", [0x80, 2, 0x28] + [UInt8](repeating: 0x4E, count: 17) + [0x74, 0x2E],
      .pickleLimit, at: "byte", "more than 16 items"),
    HostileCase(
      "a million instructions", [0x80, 2] + [UInt8](repeating: 0x4E, count: 1_000_001),
      .pickleLimit, at: "byte", "more than 1000000 instructions"),
  ]

  private static func bad(
    _ name: String, _ code: [UInt8], _ message: String
  ) -> HostileCase<[UInt8]> {
    HostileCase(name, code, .pickleMalformed, at: "m/data.pkl, byte", message)
  }

  private static let tensors: [HostileCase<[UInt8]>] = [
    tensor("offset beyond the storage", "ends at element 1 + 4") { $0.tensor(offset: 1) },
    tensor("shape beyond the storage", "ends at element 0 + 6") {
      $0.tensor(shape: [3, 2], strides: [2, 1])
    },
    tensor("zero strides", "not row-major") { $0.tensor(strides: [0, 0]) },
    tensor("strides that overlap", "not row-major") { $0.tensor(strides: [1, 1]) },
    tensor("transposed", "not row-major") { $0.tensor(strides: [1, 2]) },
    tensor("rank 9", "rank 9") {
      $0.tensor(shape: [Int32](repeating: 1, count: 9), strides: [Int32](repeating: 1, count: 9))
    },
    tensor("shape that overflows", "overflows") {
      $0.tensor(shape: [Int32](repeating: .max, count: 4), strides: [1, 1, 1, 1])
    },
    tensor("storage key above", "'../0' is not a plain number") {
      $0.tensor(storage: { $0.storage(key: "../0") })
    },
    tensor("missing storage", "'7', which is not in the archive") {
      $0.tensor(storage: { $0.storage(key: "7") })
    },
    tensor("storage of another size", "a storage of 5 F32, but its entry has 16 bytes") {
      $0.tensor(storage: { $0.storage(count: 5) })
    },
    tensor("not a tensor", "'w' is not a tensor") { $0.integer(1) },
    tensor("same name twice", "occurs twice") { $0.tensor().string("w").tensor() },
    tensor("storage of two types", "with a different type or size than earlier tensors") {
      $0.tensor().string("v").tensor(storage: { $0.storage(type: "HalfStorage", count: 8) })
    },
    HostileCase(
      "name is a number", PickleBuilder().raw("}(").integer(1).tensor().raw("u").stop(),
      .pickleTensor, at: "x.bin", "a key of the state dict is not a string"),
    HostileCase(
      "negative stride", PickleBuilder.table { $0.tensor(strides: [-2, 1]) }, .pickleMalformed,
      at: "m/data.pkl, byte", "wrong arguments"),
  ]

  private static func tensor(
    _ name: String, _ message: String, _ value: (PickleBuilder) -> PickleBuilder
  ) -> HostileCase<[UInt8]> {
    HostileCase(name, PickleBuilder.table("w", value), .pickleTensor, at: "x.bin", message)
  }

  /// The tensors of a checkpoint with this pickle and one storage, the numbers 1 to 4.
  private func tensors(_ pickle: [UInt8], byteOrder: String = "little") throws -> [StoredTensor] {
    let folder = try TemporaryFolder()
    let numbers = (1...4).flatMap { bytes(Float($0).bitPattern) }
    let archive = ZipBuilder([
      .init("m/data.pkl", pickle), .init("m/byteorder", Array(byteOrder.utf8)),
      .init("m/data/0", numbers),
    ]).archive
    return try TorchCheckpoint.tensors(
      in: FileReader(folder.write(archive, "x.bin")), verifying: true)
  }

  @Test(arguments: cases)
  func isRefused(_ hostile: HostileCase<[UInt8]>) {
    hostile.expectRefusal { try tensors($0) }
  }

  @Test func otherByteOrdersAreRefused() {
    expect(.zipUnsupported, at: "x.bin", "not little-endian") {
      try tensors(PickleBuilder.table(), byteOrder: "big")
    }
  }

  @Test func archivesWithoutPickleAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(ZipBuilder([.init("m/data/0", [])]).archive, "x.bin")
    expect(.zipStructure, at: "x.bin", "0 entries data.pkl") {
      try TorchCheckpoint.tensors(in: FileReader(path), verifying: false)
    }
  }

  @Test func stateDictionariesWithMetadataAreRead() throws {
    let table = PickleBuilder().global("collections", "OrderedDict").raw(")R(").string("w").tensor()
      .string("v").tensor(offset: 2, shape: [1, 2], strides: [9, 1]).raw("u}").string("_metadata")
      .global("collections", "OrderedDict").raw(")Rsb").stop()
    let found = try tensors(table)
    #expect(found.map(\.name) == ["w", "v"])
    #expect(found.map(\.shape) == [[2, 2], [1, 2]])
    var values = [Float](repeating: 0, count: 2)
    try values.withUnsafeMutableBufferPointer {
      try found[1].read(from: 0, into: $0, allowNonFinite: false)
    }
    #expect(values == [3, 4])
  }
}

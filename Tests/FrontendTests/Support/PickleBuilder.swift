/// Writes pickles opcode by opcode.
struct PickleBuilder: Sendable {
  var code: [UInt8] = [0x80, 2]

  /// Appends raw opcodes and operands.
  func raw(_ bytes: [UInt8]) -> PickleBuilder {
    var copy = self
    copy.code += bytes
    return copy
  }

  /// Appends opcodes that are ASCII characters.
  func raw(_ text: String) -> PickleBuilder { raw(Array(text.utf8)) }

  /// BINUNICODE.
  func string(_ text: String) -> PickleBuilder {
    raw([0x58] + bytes(UInt32(text.utf8.count)) + Array(text.utf8))
  }

  /// BININT.
  func integer(_ value: Int32) -> PickleBuilder { raw([0x4A] + bytes(value)) }

  /// GLOBAL.
  func global(_ module: String, _ name: String) -> PickleBuilder { raw("c\(module)\n\(name)\n") }

  /// A tuple of integers.
  func tuple(_ values: [Int32]) -> PickleBuilder {
    values.reduce(raw("(")) { $0.integer($1) }.raw("t")
  }

  /// STOP; returns the pickle.
  func stop() -> [UInt8] { code + [0x2E] }

  /// The persistent id of a storage.
  func storage(
    key: String = "0", type: String = "FloatStorage", count: Int32 = 4
  ) -> PickleBuilder {
    raw("(").string("storage").global("torch", type).string(key).string("cpu").integer(count)
      .raw("tQ")
  }

  /// A tensor on a storage that `storage` makes.
  func tensor(
    offset: Int32 = 0, shape: [Int32] = [2, 2], strides: [Int32] = [2, 1],
    storage: (PickleBuilder) -> PickleBuilder = { $0.storage() }
  ) -> PickleBuilder {
    storage(global("torch._utils", "_rebuild_tensor_v2").raw("("))
      .integer(offset).tuple(shape).tuple(strides).raw([0x89])
      .global("collections", "OrderedDict").raw(")RtR")
  }

  /// A dictionary of one tensor called `name`, written by `value`.
  static func table(
    _ name: String = "w", _ value: (PickleBuilder) -> PickleBuilder = { $0.tensor() }
  ) -> [UInt8] {
    value(PickleBuilder().raw("}(").string(name)).raw("u").stop()
  }
}

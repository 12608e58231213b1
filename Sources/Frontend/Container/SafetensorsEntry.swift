import Diagnostics

/// One tensor's member of a safetensors header: `"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}`.
struct SafetensorsEntry {
  let member: JSONObject.Member
  let file: FileReader
  /// Where the tensors' bytes start in the file.
  let payload: Int

  /// The tensor, checked to lie inside the file and to have the bytes that its shape and type ask for.
  func tensor() throws -> StoredTensor {
    guard let object = member.value.object else {
      throw failure("is \(member.value.kind), expected an object")
    }
    let keys = ["dtype", "shape", "data_offsets"]
    if let extra = object.members.first(where: { !keys.contains($0.key) }) {
      throw failure("has an unknown field \(named(extra.key))")
    }
    let fields = try keys.map { key in
      guard let value = object[key] else { throw failure("has no field '\(key)'") }
      return value
    }
    let type = try type(fields[0])
    let shape = try shape(fields[1])
    let (begin, end) = try range(fields[2])
    guard let bytes = StoredTensor.bytes(shape, type) else {
      throw failure("has shape \(shape), whose size overflows")
    }
    guard end - begin == bytes else {
      throw failure("has \(end - begin) bytes, expected \(bytes) for \(type.rawValue) \(shape)")
    }
    return StoredTensor(
      name: member.key, type: type, shape: shape, file: file, offset: payload + begin, bytes: bytes)
  }

  private func failure(_ message: String) -> Diagnostic {
    Diagnostic(
      .tensorEntry, "tensor \(named(member.key)) \(message)",
      at: FileLocation(file.path, "byte \(member.offset)"))
  }

  private func type(_ value: JSONValue) throws -> StoredType {
    guard let name = value.string else { throw failure("has a dtype that is \(value.kind)") }
    guard let type = StoredType(rawValue: name) else {
      throw failure("has the unknown dtype \(named(name))")
    }
    return type
  }

  private func shape(_ value: JSONValue) throws -> [Int] {
    let extents = try integers(value, "shape")
    guard extents.count <= 8 else { throw failure("has rank \(extents.count), more than 8") }
    return extents
  }

  private func range(_ value: JSONValue) throws -> (begin: Int, end: Int) {
    let offsets = try integers(value, "data_offsets")
    guard offsets.count == 2 else {
      throw failure("has \(offsets.count) data_offsets, expected 2")
    }
    guard offsets[0] <= offsets[1] else {
      throw failure("ends at \(offsets[1]), before it begins at \(offsets[0])")
    }
    guard offsets[1] <= file.size - payload else {
      throw failure("ends at \(offsets[1]), but the data has \(file.size - payload) bytes")
    }
    return (offsets[0], offsets[1])
  }

  private func integers(_ value: JSONValue, _ field: String) throws -> [Int] {
    guard let elements = value.array else {
      throw failure("has a \(field) that is \(value.kind), expected an array")
    }
    return try elements.map { element in
      guard let integer = element.integer, integer >= 0 else {
        throw failure("has an entry in its \(field) that is not a non-negative integer")
      }
      return Int(integer)
    }
  }
}

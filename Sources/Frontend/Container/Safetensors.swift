import Diagnostics

/// Reads the tables of safetensors files: 8 bytes with the length of the header, the header in JSON, the tensors' bytes.
public enum Safetensors {
  /// The greatest header that any reader accepts, in bytes.
  static let headerLimit = 100_000_000

  /// The tensors of `file` in the order of its header, none of their bytes read.
  ///
  /// They are checked to tile what follows the header exactly: no overlap, hole or rest.
  public static func tensors(in file: FileReader) throws -> [StoredTensor] {
    let header = try header(of: file)
    let payload = 8 + header.count
    // About 9 values describe one tensor, so this is over 60,000 tensors; the values take some 50 MiB then.
    let options = JSONOptions(maximumDepth: 8, maximumValues: 600_000, start: 8)
    let json = try JSONReader.read(header, file: file.path, options: options)
    var tensors: [StoredTensor] = []
    for member in json.object?.members ?? [] {
      if member.key == "__metadata__" {
        try checkMetadata(member, file.path)
      } else {
        let entry = SafetensorsEntry(member: member, file: file, payload: payload)
        tensors.append(try entry.tensor())
      }
    }
    try checkTiling(tensors, file: file, payload: payload)
    return tensors
  }

  private static func header(of file: FileReader) throws -> [UInt8] {
    func failure(_ message: String, at offset: Int = 0) throws -> Diagnostic {
      let start = try file.read(at: 0, count: min(file.size, 32))
      let place = FileLocation(file.path, "byte \(offset)")
      guard let kind = FileKind.recognize(start) else {
        return Diagnostic(.safetensorsHeader, message, at: place)
      }
      return Diagnostic(
        .notSafetensors, "this is \(kind.name), not safetensors", at: FileLocation(file.path),
        help: kind.help)
    }
    guard file.size > 0 else { throw try failure("the file is empty") }
    guard file.size >= 8 else {
      throw try failure("the file has \(file.size) bytes, too few for the length of a header")
    }
    let length = try file.read(at: 0, count: 8).reversed().reduce(UInt64(0)) {
      $0 << 8 | UInt64($1)
    }
    guard length <= headerLimit else {
      throw try failure("the header has \(length) bytes, more than \(headerLimit)")
    }
    guard length >= 2 else { throw try failure("a header of \(length) bytes cannot be JSON") }
    guard Int(length) <= file.size - 8 else {
      throw try failure("the header has \(length) bytes, but the file ends at byte \(file.size)")
    }
    let header = try file.read(at: 8, count: Int(length))
    guard header.first == UInt8(ascii: "{") else {
      throw try failure("the header does not start with '{'", at: 8)
    }
    return header
  }

  private static func checkMetadata(_ member: JSONObject.Member, _ path: String) throws {
    guard let pairs = member.value.object else {
      throw Diagnostic(
        .tensorEntry, "'__metadata__' is \(member.value.kind), expected an object",
        at: FileLocation(path, "byte \(member.offset)"))
    }
    for pair in pairs.members where pair.value.string == nil {
      throw Diagnostic(
        .tensorEntry, "metadata \(named(pair.key)) is \(pair.value.kind), expected a string",
        at: FileLocation(path, "byte \(pair.offset)"))
    }
  }

  private static func checkTiling(
    _ tensors: [StoredTensor], file: FileReader, payload: Int
  ) throws {
    func failure(_ message: String, at offset: Int) -> Diagnostic {
      Diagnostic(.tensorLayout, message, at: FileLocation(file.path, "byte \(offset)"))
    }
    var end = payload
    // Empty tensors sort in front of the one that starts where they do.
    for tensor in tensors.sorted(by: { ($0.offset, $0.bytes) < ($1.offset, $1.bytes) }) {
      let name = named(tensor.name)
      guard tensor.offset >= end else {
        throw failure("tensor \(name) overlaps the one before it", at: tensor.offset)
      }
      guard tensor.offset == end else {
        throw failure(
          "no tensor owns the \(tensor.offset - end) bytes before tensor \(name)", at: end)
      }
      end += tensor.bytes
    }
    guard end == file.size else {
      throw failure("\(file.size - end) bytes follow the last tensor", at: end)
    }
  }
}

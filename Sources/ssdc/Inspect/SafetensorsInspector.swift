import Frontend
import Project

/// Describes safetensors files, those of emitted projects with what they say of themselves.
enum SafetensorsInspector {
  /// What `format` says in the weights files of emitted projects.
  private static let ownFormat = "ssdc weights 1"

  /// The file's metadata and tensors.
  static func inspect(_ file: FileReader) throws -> Inspection {
    let tensors = try Safetensors.tensors(in: file).map(TensorRow.init)
    let metadata = try metadata(of: file)
    let isOwn = metadata.contains { $0.key == "format" && $0.value == .text(ownFormat) }
    // Padding holds no weights: it is there to align what follows.
    let padding = isOwn ? tensors.filter { $0.name.hasPrefix("padding.") } : []
    return Inspection(
      kind: isOwn ? "weights of an emitted project" : "safetensors",
      facts: [
        .init("path", .text(file.path)), .init("file_bytes", .integer(file.size)),
        .init("metadata", .object(metadata)),
      ] + (isOwn ? [.init("padding_bytes", .integer(padding.reduce(0) { $0 + $1.bytes }))] : []),
      tensors: padding.isEmpty ? tensors : tensors.filter { !$0.name.hasPrefix("padding.") })
  }

  /// The pairs of `__metadata__`; the header was found sound before.
  private static func metadata(of file: FileReader) throws -> [OrderedJSON.Member] {
    let length = try file.read(at: 0, count: 8).reversed().reduce(0) { $0 << 8 | Int($1) }
    let options = JSONOptions(maximumDepth: 8, maximumValues: 1_000_000, start: 8)
    let header = try JSONReader.read(
      file.read(at: 8, count: length), file: file.path, options: options)
    let members = header["__metadata__"]?.object?.members ?? []
    return members.map { .init($0.key, OrderedJSON($0.value)) }
  }
}

extension OrderedJSON {
  /// A value that was read.
  init(_ value: JSONValue) {
    self =
      switch value {
      case .null: .null
      case .bool(let flag): .flag(flag)
      case .integer(let number): .integer(Int(number))
      case .number(let number): .number(number)
      case .string(let text): .text(text)
      case .array(let elements): .list(elements.map { OrderedJSON($0) })
      case .object(let object):
        .object(object.members.map { .init($0.key, OrderedJSON($0.value)) })
      }
  }
}

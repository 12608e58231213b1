/// What the code of a model must know of its weights file.
public struct WeightsFile: Hashable, Sendable {
  /// Bytes of the length, the header and its padding: where the payload starts.
  public var payloadOffset: Int
  /// Bytes of the whole file.
  public var bytes: Int
  /// The digest of everything before the payload.
  public var headerHash: Digest
  /// The digest of the payload.
  public var payloadHash: Digest
}

extension WeightsLayout {
  /// Bytes of the whole file of a `model` so called: no digest changes them.
  func fileBytes(model: String) -> Int {
    head(model: model, modelHash: SHA256.digest([]), payloadHash: SHA256.digest([])).count
      + payloadBytes
  }

  /// The first bytes of the file: length, header, and spaces up to a multiple of 4,096, so that a map of the file has
  /// the payload at the start of a page.
  func head(model: String, modelHash: Digest, payloadHash: Digest) -> [UInt8] {
    let metadata = [
      OrderedJSON.Member("format", .text("ssdc weights 1")),
      OrderedJSON.Member("model", .text(model)),
      OrderedJSON.Member("model_hash", .text(modelHash.hexadecimal)),
      OrderedJSON.Member("payload_hash", .text(payloadHash.hexadecimal)),
    ]
    let tensors = pieces.map { piece in
      switch piece {
      case .tensor(let entry):
        member(
          entry.name, entry.element.rawValue.uppercased(), entry.shape, entry.offset, entry.bytes)
      case .padding(let name, let offset, let bytes): member(name, "U8", [bytes], offset, bytes)
      }
    }
    let header = OrderedJSON.object([.init("__metadata__", .object(metadata))] + tensors)
    var text = Array(header.compact.utf8)
    let page = 4096
    let size = (8 + text.count + page - 1) / page * page
    text += [UInt8](repeating: UInt8(ascii: " "), count: size - 8 - text.count)
    return withUnsafeBytes(of: UInt64(text.count).littleEndian, Array.init) + text
  }

  private func member(
    _ name: String, _ type: String, _ shape: [Int], _ offset: Int, _ bytes: Int
  ) -> OrderedJSON.Member {
    .init(
      name,
      .object([
        .init("dtype", .text(type)), .init("shape", .list(shape.map(OrderedJSON.integer))),
        .init("data_offsets", .list([.integer(offset), .integer(offset + bytes)])),
      ]))
  }
}

import Diagnostics
import Foundation

/// Writes weights files: safetensors whose payload may be mapped and used as it lies.
public enum WeightsWriter {
  /// The bytes of one tensor, chunk by chunk in order; nil after the last.
  public typealias Chunks = () throws -> [UInt8]?

  /// Writes the file at `path` and tells what the model's code must know of it.
  ///
  /// One pass over the values and no more memory than a chunk: the header, whose size does not depend on them, is
  /// written last, and `modelHash` is asked for then. Throws E0703 where the disk is full and E0708 where a tensor has too few or too many values; then
  /// there is no file.
  public static func write(
    _ layout: WeightsLayout, model: ModelName, to path: String, modelHash: () -> Digest,
    values: (WeightsLayout.Entry) throws -> Chunks
  ) throws -> WeightsFile {
    let file = try OutputFile(path)
    let room = layout.head(
      model: model.text, modelHash: SHA256.digest([]), payloadHash: SHA256.digest([]))
    try room.withUnsafeBytes { try file.write($0) }
    var hash = SHA256()
    for piece in layout.pieces {
      switch piece {
      case .tensor(let entry):
        try copy(entry, from: try values(entry)) { bytes in
          hash.update(bytes)
          try file.write(bytes)
        }
      case .padding(_, _, let count):
        try [UInt8](repeating: 0, count: count).withUnsafeBytes { bytes in
          hash.update(bytes)
          try file.write(bytes)
        }
      }
    }
    let payloadHash = hash.digest()
    let head = layout.head(model: model.text, modelHash: modelHash(), payloadHash: payloadHash)
    try head.withUnsafeBytes { try file.write($0, at: 0) }
    try file.commit()
    return WeightsFile(
      payloadOffset: head.count, bytes: head.count + layout.payloadBytes,
      headerHash: SHA256.digest(head), payloadHash: payloadHash)
  }

  /// Passes on the bytes of one tensor, and counts them.
  private static func copy(
    _ entry: WeightsLayout.Entry, from chunks: Chunks,
    to take: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var count = 0
    while let chunk = try chunks() {
      count += chunk.count
      guard count <= entry.bytes else { break }
      try chunk.withUnsafeBytes(take)
    }
    guard count == entry.bytes else {
      let relation = count > entry.bytes ? "more than" : "\(count) instead of"
      throw Diagnostic(
        .badWeightValues, "tensor '\(entry.name)' delivers \(relation) \(entry.bytes) bytes")
    }
  }
}

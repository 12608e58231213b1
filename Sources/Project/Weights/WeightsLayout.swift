import CodegenC
import Diagnostics
import IR

/// How the values of a model lie in its weights file.
public struct WeightsLayout: Hashable, Sendable {
  /// A tensor.
  public struct Entry: Hashable, Sendable {
    /// Unique in its file.
    public var name: String
    /// What one value is.
    public var element: StoredElement
    /// Extents, outermost first.
    public var shape: [Int]
    /// Bytes from the start of the payload, a multiple of 64.
    public var offset: Int

    /// The tensor `name` of `shape` at `offset`, whose values are stored as `element`.
    public init(_ name: String, _ element: StoredElement, _ shape: [Int], at offset: Int) {
      self.name = name
      self.element = element
      self.shape = shape
      self.offset = offset
    }

    /// The number of values.
    public var count: Int { shape.reduce(1, *) }
    /// The number of bytes.
    public var bytes: Int { element.bytes * count }
  }

  /// The tensors, by offset.
  public let entries: [Entry]
  /// Bytes of all values, with what lies between them.
  public let payloadBytes: Int

  /// The layout with these tensors in `payloadBytes` bytes; throws E0707 where they overlap or are out of place.
  public init(_ entries: [Entry], payloadBytes: Int) throws {
    self.entries = entries.sorted { $0.offset < $1.offset }
    self.payloadBytes = payloadBytes
    var end = 0
    var names: Set<String> = []
    for entry in self.entries {
      guard entry.offset >= end, entry.offset % Storage.alignment == 0,
        names.insert(entry.name).inserted, !Self.isReserved(entry.name)
      else {
        throw Diagnostic(.badProject, "tensor '\(entry.name)' has no place of its own")
      }
      end = entry.offset + entry.bytes
    }
    guard end <= payloadBytes else {
      throw Diagnostic(.badProject, "the weights end at byte \(end) of \(payloadBytes)")
    }
  }

  /// The layout that the plan of `module` gives its parameters, under the names of their buffers.
  public init(_ module: LoopModule) throws {
    let entries = try module.buffers.compactMap { buffer -> Entry? in
      guard case .parameter = buffer.space else { return nil }
      return Entry(
        buffer.name.text, buffer.element, buffer.storedShape,
        at: try MemoryArea.place(of: buffer).offset
      )
    }
    let end = entries.map { $0.offset + $0.bytes }.max() ?? 0
    try self.init(entries, payloadBytes: Storage.aligned(end))
  }

  private static let paddingPrefix = "padding."

  /// Whether a tensor may not be called `name`, which the format or this layout gives a meaning.
  public static func isReserved(_ name: String) -> Bool {
    name == "__metadata__" || name.hasPrefix(paddingPrefix)
  }

  /// A stretch of the payload.
  enum Piece {
    case tensor(Entry)
    case padding(name: String, offset: Int, bytes: Int)
  }

  /// The payload without gaps, which the format does not allow: padding is bytes of its own tensors.
  var pieces: [Piece] {
    var pieces: [Piece] = []
    var (end, gaps) = (0, 0)
    func pad(to offset: Int) {
      guard offset > end else { return }
      pieces.append(
        .padding(name: "\(Self.paddingPrefix)\(gaps)", offset: end, bytes: offset - end))
      gaps += 1
    }
    for entry in entries {
      pad(to: entry.offset)
      pieces.append(.tensor(entry))
      end = entry.offset + entry.bytes
    }
    pad(to: payloadBytes)
    return pieces
  }
}

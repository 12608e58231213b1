/// A named array of fixed shape, row-major, in one of the memory spaces.
public struct Buffer: Hashable, Sendable {
  /// Unique in its module, or in its function for arguments and stack buffers.
  public var name: BufferID
  /// Extents, outermost first; the capacity where fewer tokens are used.
  public var shape: [Int]
  /// Where it lives.
  public var space: MemorySpace
  /// How its elements lie there.
  public var storage: Storage

  /// A buffer `name` of `shape` in `space`.
  public init(
    _ name: BufferID, _ element: StoredElement = .f32, _ shape: [Int], _ space: MemorySpace,
    packing: Packing = .rows
  ) {
    self.name = name
    self.shape = shape
    self.space = space
    storage = Storage(element, packing)
  }

  /// A buffer `name` of floats in rows.
  package init(_ name: BufferID, _ shape: [Int], _ space: MemorySpace) {
    self.init(name, .f32, shape, space)
  }

  /// The most elements of one stack buffer: 256 KiB.
  public static let stackLimit = 1 << 16

  /// What one element is.
  public var element: StoredElement { storage.element }

  /// The order of its elements in memory.
  public var packing: Packing { storage.packing }

  /// The extents in memory, in the order of the packing.
  public var storedShape: [Int] { packing.stored(shape) }

  /// The number of elements in memory.
  public var count: Int { storedShape.reduce(1, *) }

  /// The number of bytes in memory.
  public var bytes: Int { storage.bytes(of: shape) }

  /// Elements between neighbours along each dimension, row-major.
  public var strides: [Int] { Self.strides(of: shape) }

  /// Elements between neighbours along each dimension of a row-major array of `shape`.
  public static func strides(of shape: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * shape[axis + 1]
    }
    return strides
  }
}

/// The memory that a buffer occupies; offsets are in bytes from the start of the space, nil until memory is planned.
public enum MemorySpace: Hashable, Sendable {
  /// Read-only weights.
  case parameter(offset: Int?)
  /// What survives between calls: convolution tails and SSM states.
  case state(offset: Int?)
  /// Working memory in the caller's arena.
  case scratch(offset: Int?)
  /// Private to one iteration of the loop that declares it.
  case stack
  /// Passed by the caller.
  case argument
}

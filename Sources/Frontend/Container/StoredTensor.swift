import Diagnostics

/// A tensor in a file: row-major, little-endian, checked to lie inside the file when it was found.
public struct StoredTensor: Sendable {
  /// The name in its container.
  public var name: String
  /// The type of its elements.
  public var type: StoredType
  /// Extents, outermost first; empty for a single number.
  public var shape: [Int]
  /// The file that holds it.
  public var file: FileReader
  /// Where it starts in the file, in bytes.
  public var offset: Int
  /// How many bytes it has: elements × size of one.
  public var bytes: Int

  /// The number of elements.
  public var count: Int { bytes / type.size }

  /// The tensor's place, for diagnostics.
  public var place: FileLocation {
    FileLocation(file.path, "tensor \(named(name)), byte \(offset)")
  }

  /// Elements × size of one of a tensor with this shape; nil where that overflows, whatever the order of the extents.
  static func bytes(_ shape: [Int], _ type: StoredType) -> Int? {
    var product = type.size
    for extent in shape where extent != 0 {
      let next = product.multipliedReportingOverflow(by: extent)
      guard extent > 0, !next.overflow else { return nil }
      product = next.partialValue
    }
    return shape.contains(0) ? 0 : product
  }
}

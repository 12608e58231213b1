import Foundation

/// Where the stored values of weights come from, by the checkpoint's canonical names.
public protocol WeightSource {
  /// Reads the elements `range` of the row-major weight `name` into `buffer`, exactly widened to 32 bits.
  func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws
}

/// The values of a parameter in the order of the weights file, piece by piece.
public struct ParameterStream {
  private let parameter: Parameter
  private let source: any WeightSource

  /// Elements read at a time where the order is that of the checkpoint.
  private static let piece = 1 << 16

  /// The stream of `parameter` from `source`.
  public init(_ parameter: Parameter, from source: any WeightSource) {
    self.parameter = parameter
    self.source = source
  }

  /// Extents of one slice, row-major.
  private var shape: [Int] { parameter.type.extents(tokens: 0) }

  /// Elements of one slice as the checkpoint stores it.
  private var count: Int { shape.reduce(1, *) }

  /// Hands out all slices in their layout; panels are padded with zeros.
  public func forEachPiece(_ body: (UnsafeBufferPointer<Float>) throws -> Void) throws {
    for slice in 0..<(parameter.count ?? 1) {
      switch (parameter.layout, parameter.transforms.isEmpty) {
      case (.rows, true): try stored(slice, body)
      case (.rows, false):
        try transformed(slice).map { Float($0) }.withUnsafeBufferPointer(body)
      case (.panels, _): try panels(slice, body)
      }
    }
  }

  /// The values of one slice after its transforms, row-major, in double precision.
  public func transformed(_ slice: Int) throws -> [Double] {
    var values = [Float](repeating: 0, count: count)
    try values.withUnsafeMutableBufferPointer {
      try source.read(parameter.sourceName(slice), 0..<count, into: $0)
    }
    return parameter.transforms.reduce(values.map(Double.init)) { values, transform in
      switch transform {
      case .negate: values.map { -$0 }
      case .exp: values.map { exp($0) }
      case .transpose: transposed(values)
      }
    }
  }

  /// Values stored as columns of the slice's shape, brought into rows.
  private func transposed(_ values: [Double]) -> [Double] {
    guard shape.count == 2 else { return values }
    let (rows, columns) = (shape[0], shape[1])
    return values.indices.map { values[$0 % columns * rows + $0 / columns] }
  }

  private func stored(
    _ slice: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    var values = [Float](repeating: 0, count: min(count, Self.piece))
    for start in stride(from: 0, to: count, by: Self.piece) {
      let length = min(Self.piece, count - start)
      try values.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[..<length])
        try source.read(parameter.sourceName(slice), start..<start + length, into: part)
        try body(UnsafeBufferPointer(part))
      }
    }
  }

  /// Panel by panel: element (j, p) of 16 rows becomes element (p, j) of the panel.
  private func panels(
    _ slice: Int, _ body: (UnsafeBufferPointer<Float>) throws -> Void
  ) throws {
    let (rows, columns, width) = (shape[0], shape[1], Intrinsic.panelWidth)
    var block = [Float](repeating: 0, count: width * columns)
    var panel = [Float](repeating: 0, count: width * columns)
    for first in stride(from: 0, to: rows, by: width) {
      let height = min(width, rows - first)
      try block.withUnsafeMutableBufferPointer { buffer in
        let part = UnsafeMutableBufferPointer(rebasing: buffer[..<(height * columns)])
        let range = first * columns..<(first + height) * columns
        try source.read(parameter.sourceName(slice), range, into: part)
      }
      panel.withUnsafeMutableBufferPointer { panel in
        block.withUnsafeBufferPointer { block in
          for j in 0..<width {
            for p in 0..<columns {
              panel[p * width + j] = j < height ? block[j * columns + p] : 0
            }
          }
        }
      }
      try panel.withUnsafeBufferPointer(body)
    }
  }
}

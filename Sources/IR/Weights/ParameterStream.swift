import Foundation

/// Where the stored values of weights come from, by the checkpoint's canonical names.
public protocol WeightSource {
  /// Reads the elements `range` of the row-major weight `name` into `buffer`, exactly widened to 32 bits.
  func read(
    _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
  ) throws
}

/// The values of a parameter in the order of the weights file, piece by piece.
///
/// No more of a weight is in memory than a piece, except where a transform needs a whole slice; those are small.
public struct ParameterStream {
  private let parameter: Parameter
  private let source: any WeightSource

  /// Elements of a piece where the order is that of the checkpoint.
  private static let pieceLength = 1 << 16

  /// The stream of `parameter` from `source`.
  public init(_ parameter: Parameter, from source: any WeightSource) {
    self.parameter = parameter
    self.source = source
  }

  /// The number of pieces of all slices together.
  public var pieceCount: Int { (parameter.count ?? 1) * piecesPerSlice }

  /// The bytes of piece `index` in the parameter's storage; panels are padded with zeros.
  public func piece(_ index: Int) throws -> [UInt8] {
    parameter.storage.element.encoded(try values(index))
  }

  /// The values of piece `index`, not yet rounded to the element that is stored.
  private func values(_ index: Int) throws -> [Float] {
    let (slice, part) = index.quotientAndRemainder(dividingBy: piecesPerSlice)
    switch (panelWidth, parameter.transforms.isEmpty) {
    case (nil, true):
      let start = part * Self.pieceLength
      return try stored(slice, start..<min(start + Self.pieceLength, count))
    case (nil, false): return try exact(slice).map(Self.rounded)
    case (let width?, true): return try panel(part, of: slice, width)
    case (let width?, false):
      // Transforms apply to vectors and small tables, which are never packed.
      let values = try exact(slice).map(Self.rounded)
      return (0..<matrixCount).flatMap { matrix in
        packed(Array(values[matrix * matrixSize..<(matrix + 1) * matrixSize]), rows: rows, width)
      }
    }
  }

  /// The values of one slice as calculations see them, row-major: after its transforms in double precision, and rounded where
  /// they are stored as less than 32 bits.
  public func transformed(_ slice: Int) throws -> [Double] {
    let element = parameter.storage.element
    guard element != .f32 else { return try exact(slice) }
    return try exact(slice).map { Double(element.rounded(Self.rounded($0))) }
  }

  private func exact(_ slice: Int) throws -> [Double] {
    let values = try stored(slice, 0..<parameter.storedCount).map(Double.init)
    return parameter.transforms.reduce(values) { values, transform in
      switch transform {
      case .negate: values.map { -$0 }
      case .exp: values.map { exp($0) }
      case .transpose: transposed(values)
      case .powers: values.flatMap { log in (0..<columns).map { exp(Double($0) * log) } }
      }
    }
  }

  /// The nearest finite 32-bit number: a transform of a large weight may be beyond their range. NaN stays.
  private static func rounded(_ value: Double) -> Float {
    let limit = Double(Float.greatestFiniteMagnitude)
    return value.isNaN ? .nan : Float(min(max(value, -limit), limit))
  }

  private var shape: [Int] { parameter.type.extents(tokens: 0) }

  private var count: Int { shape.reduce(1, *) }

  private var piecesPerSlice: Int {
    switch (panelWidth, parameter.transforms.isEmpty) {
    case (nil, true): (count + Self.pieceLength - 1) / Self.pieceLength
    case (_, false): 1
    case (let width?, true): matrixCount * panelsPerMatrix(width)
    }
  }

  /// Rows in one panel, nil where the order is that of the rows.
  private var panelWidth: Int? {
    switch parameter.storage.packing {
    case .rows: nil
    case .panels(let width): width
    }
  }

  /// Extents of the matrices that panels are made of: the last two.
  private var rows: Int { shape[shape.count - 2] }
  private var columns: Int { shape[shape.count - 1] }

  private var matrixSize: Int { rows * columns }

  private var matrixCount: Int { shape.dropLast(2).reduce(1, *) }

  private func panelsPerMatrix(_ width: Int) -> Int { (rows + width - 1) / width }

  private func stored(_ slice: Int, _ range: Range<Int>) throws -> [Float] {
    try [Float](unsafeUninitializedCapacity: range.count) { buffer, filled in
      let part = UnsafeMutableBufferPointer(rebasing: buffer[..<range.count])
      try source.read(parameter.sourceName(slice), range, into: part)
      filled = range.count
    }
  }

  /// Values stored as columns of the slice's shape, brought into rows.
  private func transposed(_ values: [Double]) -> [Double] {
    guard shape.count == 2 else { return values }
    let (rows, columns) = (shape[0], shape[1])
    return values.indices.map { values[$0 % columns * rows + $0 / columns] }
  }

  /// One panel of a slice.
  private func panel(_ index: Int, of slice: Int, _ width: Int) throws -> [Float] {
    let (matrix, panel) = index.quotientAndRemainder(dividingBy: panelsPerMatrix(width))
    let height = min(width, rows - panel * width)
    let first = matrix * rows + panel * width
    let range = first * columns..<(first + height) * columns
    return packed(try stored(slice, range), rows: height, width)
  }

  /// Rows arranged in panels: element (j, p) of a panel's rows becomes its element (p, j).
  private func packed(_ values: [Float], rows: Int, _ width: Int) -> [Float] {
    let columns = columns
    let panels = (rows + width - 1) / width
    return [Float](unsafeUninitializedCapacity: panels * width * columns) { out, filled in
      values.withUnsafeBufferPointer { values in
        for row in 0..<panels * width {
          let start = row / width * width * columns + row % width
          for p in 0..<columns {
            out[start + p * width] = row < rows ? values[row * columns + p] : 0
          }
        }
      }
      filled = panels * width * columns
    }
  }
}

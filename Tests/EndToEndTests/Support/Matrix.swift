import Foundation
import Testing

/// Numbers in rows.
struct Matrix: Equatable {
  /// Numbers in a row.
  var width: Int
  /// All numbers, row by row.
  var elements: [Float]

  /// How many rows there are.
  var rows: Int { width == 0 ? 0 : elements.count / width }

  /// Row `index`.
  subscript(index: Int) -> ArraySlice<Float> {
    elements[(index * width)..<((index + 1) * width)]
  }

  /// The rows `indices`.
  func rows(_ indices: some Sequence<Int>) -> Matrix {
    Matrix(width: width, elements: indices.flatMap { self[$0] })
  }

  /// Where the greatest number of row `index` stands.
  func argmax(_ index: Int) -> Int {
    let row = self[index]
    return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
  }

  /// The greatest difference from `expected`; the rows may go on beyond those of `expected`, which padding does.
  /// Infinite where one of them is not a number.
  func difference(from expected: Matrix) throws -> Float {
    try #require(rows == expected.rows && width >= expected.width)
    return elements.withUnsafeBufferPointer { found in
      expected.elements.withUnsafeBufferPointer { expectations in
        var greatest: Float = 0
        for row in 0..<rows {
          for column in 0..<expected.width {
            let wanted = expectations[row * expected.width + column]
            let difference = abs(found[row * width + column] - wanted)
            if difference.isNaN { return .infinity }
            if difference > greatest { greatest = difference }
          }
        }
        return greatest
      }
    }
  }

  /// The largest magnitude.
  var magnitude: Float { elements.reduce(0) { max($0, abs($1)) } }
}

extension Matrix {
  /// The float32 array in the NumPy file `path`, written by an emitted program.
  init(numPy path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    try #require(bytes.starts(with: [0x93] + Array("NUMPY\u{1}".utf8)) && bytes.count >= 10)
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    try #require(start <= bytes.count)
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    let match = try #require(
      header.firstMatch(of: /'descr': '<f4', 'fortran_order': False, 'shape': \(([0-9, ]+)\)/))
    let shape = match.1.split { !$0.isNumber }.compactMap { Int($0) }
    width = shape.last ?? 0
    elements = Self.floats(bytes[start...])
    try #require(elements.count == shape.reduce(1, *))
  }

  /// The little-endian 32-bit numbers in `bytes`.
  static func floats(_ bytes: ArraySlice<UInt8>) -> [Float] {
    bytes.withUnsafeBytes { raw in
      (0..<raw.count / 4).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}

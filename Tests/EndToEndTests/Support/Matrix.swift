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
    return (0..<rows).reduce(0) { greatest, index in
      zip(self[index], expected[index]).reduce(greatest) { greatest, pair in
        let difference = abs(pair.0 - pair.1)
        return difference.isNaN ? .infinity : max(greatest, difference)
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
    stride(from: bytes.startIndex, to: bytes.endIndex - 3, by: 4).map { offset in
      let bits = (0..<4).reduce(UInt32(0)) { $0 | UInt32(bytes[offset + $1]) << (8 * UInt32($1)) }
      return Float(bitPattern: bits)
    }
  }
}

import Foundation
import Testing

/// The recurrent state in a file that a program saved: for all layers what the convolution has still to see, then the
/// states of the scan.
struct SavedState {
  /// Per layer the last inputs of the convolution, one a row: [K−1, C].
  let tails: [Matrix]
  /// Per layer the state of the scan: [H·N, P].
  let scans: [Matrix]
  /// How many tokens went into it.
  let position: Int

  private static let headerBytes = 128
  private static let positionOffset = 80
  /// Every buffer starts at a multiple of so many bytes.
  private static let alignment = 64

  /// Reads the file `path` of a model with so many `layers`, each with a tail of `tail` [K−1, C] and a scan of `scan`
  /// [H, P, N].
  init(_ path: String, layers: Int, tail: [Int], scan: [Int]) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: path)))
    let tailBytes = 4 * layers * tail.reduce(1, *)
    let scanBytes = 4 * layers * scan.reduce(1, *)
    let tailBlocks = (tailBytes + Self.alignment - 1) / Self.alignment
    let scanStart = Self.headerBytes + tailBlocks * Self.alignment
    try #require(bytes.count == scanStart + scanBytes)
    position = (0..<8).reduce(0) { $0 | Int(bytes[Self.positionOffset + $1]) << (8 * $1) }
    tails = Self.layers(layers, bytes[Self.headerBytes..<(Self.headerBytes + tailBytes)], tail[1])
    scans = Self.layers(layers, bytes[scanStart...], scan[1])
  }

  private static func layers(_ count: Int, _ bytes: ArraySlice<UInt8>, _ width: Int) -> [Matrix] {
    let numbers = Matrix.floats(bytes)
    let each = numbers.count / count
    return (0..<count).map {
      Matrix(width: width, elements: Array(numbers[($0 * each)..<(($0 + 1) * each)]))
    }
  }
}

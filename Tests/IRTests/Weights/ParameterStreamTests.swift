import IR
import Testing

/// The order of values in the weights file.
@Suite struct ParameterStreamTests {
  /// Element i of slice s is 1000 s + i.
  private struct Numbers: WeightSource {
    func read(
      _ name: String, _ range: Range<Int>, into buffer: UnsafeMutableBufferPointer<Float>
    ) throws {
      let slice = name.split(separator: ".").last.flatMap { Int($0) } ?? 0
      for (index, element) in range.enumerated() {
        buffer[index] = Float(1000 * slice + element)
      }
    }
  }

  /// Matrices of 18 rows, each of which becomes two panels, with and without transforms.
  @Test(arguments: [[], [ParameterTransform.negate]])
  func everyMatrixHasPanelsOfItsOwn(transforms: [ParameterTransform]) throws {
    let (count, matrices, rows, columns) = (2, 3, 18, 5)
    let parameter = Parameter(
      name: "w", blocks: Array(0..<count),
      type: TensorType(.f32, [.fixed(matrices), .fixed(rows), .fixed(columns)]), source: "w.*",
      transforms: transforms, storage: Storage(.f32, .panels(of: 16)))
    let stream = ParameterStream(parameter, from: Numbers())
    let bytes = try (0..<stream.pieceCount).flatMap { try stream.piece($0) }
    var expected: [Float] = []
    for slice in 0..<count {
      for matrix in 0..<matrices {
        for row in [0, 16] {
          for p in 0..<columns {
            for lane in 0..<16 {
              let element = 1000 * slice + (matrix * rows + row + lane) * columns + p
              let value = transforms.isEmpty ? Float(element) : -Float(element)
              expected.append(row + lane < rows ? value : 0)
            }
          }
        }
      }
    }
    #expect(bytes == StoredElement.f32.encoded(expected))
  }
}

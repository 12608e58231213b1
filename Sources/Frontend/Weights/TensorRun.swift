/// Consecutive elements of a tensor in a file.
public struct TensorRun: Sendable {
  /// The tensor.
  public var tensor: StoredTensor
  /// The first of its elements.
  public var first: Int
  /// How many they are.
  public var count: Int

  /// The rows of `tensor` in `span`, or all, in as few runs as can be.
  static func runs(of tensor: StoredTensor, _ span: RowSpan?) -> [TensorRun] {
    let width = tensor.shape.count > 1 ? tensor.shape.last ?? 1 : 1
    guard let span, span.period > 0, width > 0 else {
      return [TensorRun(tensor: tensor, first: 0, count: tensor.count)]
    }
    return stride(from: 0, to: tensor.count / width, by: span.period).map { row in
      TensorRun(
        tensor: tensor, first: (row + span.offset) * width, count: span.count * width)
    }
  }

  /// Reads elements `first ..< first + values.count` of all `runs` together.
  static func read(
    _ runs: [TensorRun], from first: Int, into values: UnsafeMutableBufferPointer<Float>,
    allowNonFinite: Bool
  ) throws {
    var start = 0
    let wanted = first..<first + values.count
    for run in runs {
      let part = (start..<start + run.count).clamped(to: wanted)
      if !part.isEmpty {
        try run.tensor.read(
          from: run.first + part.lowerBound - start,
          into: UnsafeMutableBufferPointer(
            rebasing: values[(part.lowerBound - first)..<(part.upperBound - first)]),
          allowNonFinite: allowNonFinite)
      }
      start += run.count
    }
  }
}
